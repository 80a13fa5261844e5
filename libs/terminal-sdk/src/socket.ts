/** What is used of a WebSocket; browsers' own has it, Node's from 22 on, and the package `ws`. */
export interface Socket {
  readonly readyState: number;
  send(text: string): void;
  close(code?: number): void;
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

/** A class of WebSockets. */
export type WebSocketClass = new (url: string, protocol: string) => unknown;

const OPEN = 1;
const SUBPROTOCOL = 'liaison.v1';

/** Whether it can be written to. */
export const isOpen = (socket: Socket): boolean => socket.readyState === OPEN;

/** Opens a socket by the class given, or the global one. */
export function openSocket(url: string, given: WebSocketClass | undefined): Socket {
  const Made = given ?? (globalThis as { readonly WebSocket?: WebSocketClass }).WebSocket;
  if (Made === undefined) {
    throw new TypeError('there is no WebSocket here: pass one, as { WebSocket } of the package ws');
  }
  return new Made(url, SUBPROTOCOL) as Socket;
}
