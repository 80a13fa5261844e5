import { type ClientOptions, WebSocket } from 'ws';
import { HttpLine } from './http-line.js';

/** Who is told what comes over a line. */
export interface Heard {
  /** Text of one JSON-RPC message. */
  message(text: string): void;
  /** The line is no more; a WebSocket's close code, 0 on other networks. */
  closed(code: number, reason: string): void;
  /** This request will not be answered. */
  failed(id: unknown, why: string): void;
}

/** A terminal's line to the server, on whatever network. */
export interface Line {
  /** Where it was opened. */
  readonly url: string;
  readonly isOpen: boolean;
  readonly isClosed: boolean;
  send(data: string | Buffer): void;
  /** The same of what need not be a request: its answer is heard under the id it comes with. */
  sendRaw(data: string | Buffer): void;
  /** Ends it without a word, as a phone that loses power does. */
  cut(): void;
  /** Ends it as the network has it. */
  close(): void;
}

/** Opens a line: `ws://HOST/terminal` a WebSocket, `http://HOST/terminal` requests and a stream. */
export function openLine(url: string, heard: Heard, options: ClientOptions = {}): Promise<Line> {
  if (url.startsWith('http')) return Promise.resolve(new HttpLine(url, heard));
  const socket = new WebSocket(url, 'liaison.v1', { perMessageDeflate: false, ...options });
  return new Promise((resolve, reject) => {
    const line = new SocketLine(url, socket, heard);
    socket.once('open', () => resolve(line));
    socket.once('error', reject);
    // What breaks a line is followed by its close.
    socket.on('error', () => undefined);
  });
}

/** A line over a WebSocket. */
class SocketLine implements Line {
  constructor(
    readonly url: string,
    private readonly socket: WebSocket,
    heard: Heard,
  ) {
    socket.on('message', (data: Buffer) => heard.message(data.toString('utf8')));
    socket.once('close', (code, reason) => heard.closed(code, reason.toString()));
  }

  get isOpen(): boolean {
    return this.socket.readyState === WebSocket.OPEN;
  }

  get isClosed(): boolean {
    return this.socket.readyState === WebSocket.CLOSED;
  }

  send(data: string | Buffer): void {
    this.socket.send(data);
  }

  sendRaw(data: string | Buffer): void {
    this.socket.send(data);
  }

  cut(): void {
    this.socket.terminate();
  }

  close(): void {
    this.socket.close(1000);
  }
}
