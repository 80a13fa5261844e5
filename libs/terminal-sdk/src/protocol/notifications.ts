import type { Connectability, Id, Instant, TerminalKind } from './words.js';

/** One of a user's own terminals. */
export interface OwnTerminal {
  readonly terminal: Id;
  readonly kind: TerminalKind;
  readonly label: string;
  readonly connected: boolean;
  readonly network?: 'websocket' | 'http';
}

/** What a user's own terminals are told of their user. Without `profile` none is active. */
export interface Self {
  readonly state: Connectability;
  readonly terminals: readonly OwnTerminal[];
  readonly profile?: Id;
  readonly version?: number;
  readonly mode?: Id;
  /** How long a mode activated by hand holds. */
  readonly until?: 'cleared' | Instant;
  readonly callTarget?: Id;
  /** Notifications that wait to be fetched. */
  readonly waiting?: number;
}

/** Everything at once: after each connect, and whenever the contact list changes. */
export interface Snapshot {
  readonly revision: number;
  /** Every contact in the order of the document. */
  readonly contacts: readonly (readonly [user: Id, state: Connectability])[];
  readonly self: Self;
  /** Who asked for authorisation, oldest first. */
  readonly pending: readonly Id[];
}

/** A notification with the id that acknowledges it; `event` is a CloudEvent. */
export interface NotificationItem {
  readonly id: Id;
  readonly event: Readonly<Record<string, unknown>>;
}

/** Why the server ends a connection. */
export type ClosingCode =
  | 'superseded'
  | 'lease-lost'
  | 'draining'
  | 'slow'
  | 'expired'
  | 'revoked'
  | 'kicked';

/** What the server says without being asked: the params of each notification. */
export interface Notifications {
  readonly snapshot: Snapshot;
  /** `n`: 1, 2, 3… of this connection since its last snapshot. */
  readonly connectability: {
    readonly user: Id;
    readonly state: Connectability;
    readonly n: number;
  };
  readonly self: Self;
  readonly notification: NotificationItem;
  readonly 'authorisation.asked': { readonly user: Id };
  readonly closing: { readonly code: ClosingCode; readonly retryAfterMs?: number };
}

/** The name of a notification. */
export type NotificationName = keyof Notifications;
