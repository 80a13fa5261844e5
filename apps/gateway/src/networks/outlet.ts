import type { ConnectionId, NetworkKind } from '@liaison/domain';

/** Why a connection ends, as its terminal is told (`closing`). */
export type ClosingCode =
  | 'superseded'
  | 'lease-lost'
  | 'draining'
  | 'slow'
  | 'expired'
  | 'revoked'
  | 'kicked';

/** Last words to a terminal; `retryAfterMs`: when to come back. */
export interface Closing {
  readonly code: ClosingCode;
  readonly retryAfterMs?: number;
}

/** Where the answer to one request goes: text of a JSON-RPC answer. */
export interface ReplyTo {
  answer(text: string): void;
  /** Of the chain that the request begins, where whoever took it has named that already. */
  readonly correlation?: string;
}

/** The way to one terminal, whatever network it is on. Says nothing more once it has ended. */
export interface Outlet {
  readonly network: NetworkKind;
  /** Bytes told that its network has not taken yet. */
  readonly backlog: number;
  /** Calls once its network has taken all, where it has not yet; the last listener counts. */
  onceDrained(listener: () => void): void;
  /** A notification; `params` is JSON text. */
  notify(method: string, params: string): void;
  /** Says why, then ends the connection. */
  end(closing: Closing): void;
  /** Ends a connection that its terminal gave up. */
  leave(): void;
  /** Told by which id it is going to be connected, before anybody else is. */
  named?(connection: ConnectionId): void;
}

/** How a connection ended, seen from its network: by the terminal, or without a word. */
export type Ending = 'closed' | 'lost';
