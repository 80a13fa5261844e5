import type { Id, TerminalKind } from './protocol/words.js';
import type { WebSocketClass } from './socket.js';

/** What a terminal keeps from one run to the next; the refresh token is a secret. */
export interface Kept {
  readonly terminal?: Id;
  readonly refresh?: string;
}

/** Who and what a terminal is, and where its server is. */
export interface TerminalOptions {
  /** `wss://HOST/terminal`. */
  readonly url: string;
  /** Left out where `kept.refresh` is there; then it ends when that is no longer taken. */
  readonly login?: { readonly login: string; readonly password: string };
  /** What it is enrolled as where `kept.terminal` is not there: once. */
  readonly enrol: { readonly kind: TerminalKind; readonly label: string; readonly number?: string };
  /** What `keep` was told last, in an earlier run. */
  readonly kept?: Kept;
  /** Told each time that there is something new to keep. A refresh token is good for one use. */
  readonly keep?: (kept: Kept) => void;
  /** A class of WebSockets where there is none (Node 20): that of the package `ws`. */
  readonly WebSocket?: WebSocketClass;
  /** Requests that may wait for an answer at once; 60 where left out. */
  readonly queueMax?: number;
  /** How old a token may become before it is renewed; it is good for five minutes. */
  readonly renewAfterMs?: number;
  /** 0 to 1, 1 excluded: for waits; `Math.random` where left out. */
  readonly random?: () => number;
}
