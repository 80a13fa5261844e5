import type { Socket } from 'node:net';
import type { NetworkKind } from '@liaison/domain';
import { type RawData, WebSocket } from 'ws';
import type { Connection } from '../../connections/connection.js';
import type { Closing, Ending, Outlet, ReplyTo } from '../outlet.js';
import { PING_FRAME, textFrame } from './frames.js';
import type { Listened } from './heartbeat.js';

/** Close codes of RFC 6455, 7.4.1. */
const DONE = 1000;
const UNSUPPORTED_DATA = 1003;
const NO_CLOSE_FRAME = 1006;
const POLICY = 1008;
const TOO_LARGE = 1009;
const SERVICE_RESTART = 1012;
const TRY_AGAIN_LATER = 1013;

const closeCodes: Readonly<Record<Closing['code'], number>> = {
  superseded: POLICY,
  expired: POLICY,
  revoked: POLICY,
  kicked: POLICY,
  slow: TRY_AGAIN_LATER,
  'lease-lost': SERVICE_RESTART,
  draining: SERVICE_RESTART,
};

/** What all sockets share. */
export interface SocketTools {
  /** Flushes the socket once the event that is being handled is over. */
  wrote(socket: TerminalSocket): void;
  message(socket: TerminalSocket, bytes: Buffer): void;
  ended(socket: TerminalSocket, ending: Ending): void;
}

/**
 * A terminal's WebSocket. Frames are collected while one event is handled and go to the kernel
 * together; `ws` itself writes only what belongs to the closing handshake.
 */
export class TerminalSocket extends WebSocket implements Outlet, ReplyTo, Listened {
  readonly network: NetworkKind = 'websocket';
  connection!: Connection;
  /** When something came from the terminal, and when it was pinged (monotonic). */
  heardMs = 0;
  pingedMs = 0;
  private wire!: Socket;
  private tools!: SocketTools;
  private waiting = '';
  private drained: (() => void) | undefined;
  /** What the kernel has not taken is waited for. */
  private isDraining = false;

  /** Once, after the handshake. */
  begin(wire: Socket, tools: SocketTools): void {
    this.wire = wire;
    this.tools = tools;
    this.heardMs = this.pingedMs = performance.now();
    this.on('message', onMessage);
    this.on('pong', onPong);
    this.on('close', onClose);
    this.on('error', onError);
  }

  get isGone(): boolean {
    return this.readyState === WebSocket.CLOSED;
  }

  get backlog(): number {
    return this.waiting.length + this.wire.writableLength;
  }

  onceDrained(listener: () => void): void {
    this.drained = listener;
    // Of what is not flushed yet, `flush` hears when it is taken: maybe at once, without a 'drain'.
    if (this.waiting !== '' || this.isDraining) return;
    this.isDraining = true;
    this.wire.once('drain', () => {
      this.isDraining = false;
      this.tellDrained();
    });
  }

  answer(text: string): void {
    this.put(textFrame(text));
  }

  notify(method: string, params: string): void {
    this.put(textFrame(`{"jsonrpc":"2.0","method":"${method}","params":${params}}`));
  }

  end(closing: Closing): void {
    this.notify('closing', JSON.stringify(closing));
    this.flush();
    this.close(closeCodes[closing.code], closing.code);
  }

  leave(): void {
    this.flush();
    this.close(DONE);
  }

  probe(nowMs: number): void {
    this.pingedMs = nowMs;
    this.put(PING_FRAME);
  }

  /** Hands to the kernel what waits; answers the bytes that the kernel has not taken. */
  flush(): number {
    if (this.readyState !== WebSocket.OPEN || this.waiting === '') return 0;
    const frames = this.waiting;
    this.waiting = '';
    if (this.drained === undefined) this.wire.write(frames, 'latin1');
    else this.wire.write(frames, 'latin1', () => this.tellDrained());
    return this.wire.writableLength;
  }

  /** @internal */
  heard(bytes: Buffer): void {
    this.heardMs = performance.now();
    this.tools.message(this, bytes);
  }

  /** @internal */
  gone(ending: Ending): void {
    this.tools.ended(this, ending);
  }

  refuseBinary(): void {
    this.flush();
    this.close(UNSUPPORTED_DATA, 'text frames only');
  }

  refuseLarge(): void {
    this.flush();
    this.close(TOO_LARGE, 'the message is too large');
  }

  private tellDrained(): void {
    const { drained } = this;
    this.drained = undefined;
    drained?.();
  }

  private put(frame: string): void {
    if (this.readyState !== WebSocket.OPEN) return;
    if (this.waiting === '') this.tools.wrote(this);
    this.waiting += frame;
  }
}

function onMessage(this: WebSocket, data: RawData, isBinary: boolean): void {
  const socket = this as TerminalSocket;
  if (isBinary) socket.refuseBinary();
  else socket.heard(data as Buffer);
}

function onPong(this: WebSocket): void {
  (this as TerminalSocket).heardMs = performance.now();
}

function onClose(this: WebSocket, code: number): void {
  (this as TerminalSocket).gone(code === NO_CLOSE_FRAME ? 'lost' : 'closed');
}

function onError(this: WebSocket): void {
  // A frame that breaks the protocol, or a line that breaks: ws closes, and 'close' tells.
}
