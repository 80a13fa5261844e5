import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { limits } from '@liaison/contracts';
import type { ConnectionId, NetworkKind } from '@liaison/domain';
import type { Connection } from '../../connections/connection.js';
import type { Closing, Outlet, ReplyTo } from '../outlet.js';
import { respond, statusOf } from './responses.js';

/** How often streams are looked at. */
export const BEAT_MS = 1_000;
/** How often it is looked whether what was sent is acknowledged. */
export const LOOK_MS = 5_000;
/** So many looks in a row that find the same bytes sent again and again: nobody is there. */
const SILENT_LOOKS_MAX = 3;
/** So many beats in which the network has taken nothing of what it was given: nobody is there. */
const STUCK_BEATS_MAX = (limits.pingMs + limits.pongMs) / BEAT_MS;
/** A terminal that does not take its last words is cut off after this. */
const CLOSE_TIMEOUT_MS = 2_000;
const COMMENT = ':\n\n';

const headers = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-store, no-transform',
  // Of proxies that would gather events: tell each at once.
  'X-Accel-Buffering': 'no',
};

/** What all streams share. */
export interface StreamTools {
  /** Whoever was told nothing for so long is told a comment, which is to be acknowledged as all else. */
  readonly quietMs: number;
  /** Flushes the stream once the event that is being handled is over. */
  wrote(stream: EventStream): void;
  /** Its connection is going to have this id. */
  named(stream: EventStream, connection: ConnectionId): void;
  /** Its connection was refused. */
  refused(stream: EventStream): void;
  /** Its line is no more. */
  gone(stream: EventStream): void;
}

/**
 * A terminal's stream of Server-Sent Events: the answer to its connecting, `connected`, then an event a
 * notification. Events are collected while one of ours is handled and go to the kernel together.
 */
export class EventStream implements Outlet, ReplyTo {
  readonly network: NetworkKind = 'http';
  connection!: Connection;
  /** By which requests for its connection are taken; empty: none yet. Stays when that is refused. */
  id: ConnectionId = '';
  private waiting = '';
  private isOver = false;
  private drained: (() => void) | undefined;
  private quietBeats = 0;
  private stuckBeats = 0;
  private silentLooks = 0;
  private resentBefore = 0;

  constructor(
    private readonly response: ServerResponse,
    private readonly tools: StreamTools,
  ) {
    response.once('close', () => {
      this.isOver = true;
      this.tools.gone(this);
    });
    // What breaks a line is followed by its close.
    response.on('error', () => undefined);
  }

  /** Null: its line is over. */
  get socket(): Socket | null {
    return this.response.socket;
  }

  /** So long nothing has been heard of its terminal, at most: at the last good look, too, it may have been gone. */
  get silentMs(): number {
    return this.silentLooks === 0 ? 0 : (this.silentLooks + 1) * LOOK_MS + this.tools.quietMs;
  }

  get backlog(): number {
    return this.waiting.length + this.response.writableLength;
  }

  onceDrained(listener: () => void): void {
    // Whatever is in the backlog is written with a callback, or will be.
    this.drained = listener;
  }

  named(connection: ConnectionId): void {
    this.tools.named(this, connection);
  }

  /** What `terminal.connect` came to. */
  answer(text: string): void {
    const { result, error } = JSON.parse(text) as {
      readonly result?: object;
      readonly error?: { readonly data: { readonly code: string } };
    };
    if (error === undefined) return this.notify('connected', JSON.stringify(result));
    // Its connecting was no request that it gave an id.
    respond(
      this.response,
      JSON.stringify({ jsonrpc: '2.0', id: null, error }),
      statusOf(error.data.code),
    );
    this.tools.refused(this);
  }

  notify(event: string, params: string): void {
    this.put(`event: ${event}\ndata: ${params}\n\n`);
  }

  end(closing: Closing): void {
    this.notify('closing', JSON.stringify(closing));
    this.leave();
  }

  leave(): void {
    this.flush();
    this.isOver = true;
    this.response.end();
    const patience = setTimeout(() => this.response.destroy(), CLOSE_TIMEOUT_MS);
    this.response.once('close', () => clearTimeout(patience));
  }

  /** Once a `BEAT_MS`. Counted, not timed: if we were held up ourselves, nobody is gone for that. */
  beat(): void {
    this.stuckBeats = this.response.writableLength > 0 ? this.stuckBeats + 1 : 0;
    if (this.stuckBeats >= STUCK_BEATS_MAX) this.response.destroy();
    else if (++this.quietBeats * BEAT_MS >= this.tools.quietMs && this.response.headersSent) {
      this.put(COMMENT);
    }
  }

  /** Once a `LOOK_MS`: the kernel has sent the same bytes again so often in a row, and got no word. */
  resent(times: number): void {
    const isSilent = times > 0 && times >= this.resentBefore;
    this.silentLooks = isSilent ? this.silentLooks + 1 : 0;
    this.resentBefore = times;
    if (this.silentLooks >= SILENT_LOOKS_MAX) this.response.destroy();
  }

  /** Hands to the kernel what waits; answers the bytes that the kernel has not taken. */
  flush(): number {
    if (this.isOver || this.waiting === '') return 0;
    const events = this.waiting;
    this.waiting = '';
    if (!this.response.headersSent) this.response.writeHead(200, headers);
    this.response.write(events, () => this.taken());
    return this.response.writableLength;
  }

  /** Cuts the line. */
  terminate(): void {
    this.response.destroy();
  }

  private put(event: string): void {
    if (this.isOver) return;
    this.quietBeats = 0;
    if (this.waiting === '') this.tools.wrote(this);
    this.waiting += event;
  }

  private taken(): void {
    this.stuckBeats = 0;
    if (this.drained === undefined || this.backlog > 0) return;
    const { drained } = this;
    this.drained = undefined;
    drained();
  }
}
