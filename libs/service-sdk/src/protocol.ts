/** An event a service can transmit. `schema` is a JSON Schema (draft 7) of its `data`. */
export interface Emits {
  readonly type: string;
  /** `user`: each is about one; `nobody`: none is. */
  readonly about: 'user' | 'nobody';
  readonly schema?: object;
}

/** An event a service must be notified of: of every service, or `from` one. */
export interface Wants {
  readonly type: string;
  readonly from?: string;
}

/** What a service says of itself when it connects. */
export interface Declaration {
  readonly emits: readonly Emits[];
  readonly wants: readonly Wants[];
  readonly delivery: 'push' | 'pull';
  readonly calls: readonly string[];
  readonly authentication: 'none' | 'fresh';
  readonly inFlight?: number;
  readonly retentionMs?: number;
}

/** What a service is told when it is connected. */
export interface Connected {
  /** Of its declaration. */
  readonly version: number;
  /** Notifications that wait for it, that were parked, that ran out. */
  readonly backlog: number;
  readonly parked: number;
  readonly expired: number;
  readonly retentionMs: number;
  /** Wants that nobody emits; they are kept, and met as soon as somebody does. */
  readonly unmatched?: readonly Wants[];
}

/** The whole answer to `connect`. */
export interface Welcome extends Connected {
  readonly durable: string;
  readonly stream: string;
  /** Where calls come; a secret. */
  readonly calls: string;
  readonly leaseMs: number;
  readonly ackWaitMs: number;
  /** The declaration is new: what it permits comes with the next line. */
  readonly reconnect?: true;
}

/** A CloudEvent 1.0 of another service, as this one is notified of it. */
export interface NotifiedEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  /** The user it is about, where it is about one. */
  readonly subject?: string;
  readonly time?: string;
  readonly data?: unknown;
  /** Who emitted it. */
  readonly service: string;
  /** The chain of events it belongs to: give it to `emit`, and what you emit belongs to it too. */
  readonly correlation: string;
  /** Further attributes, as they were emitted. */
  readonly [attribute: string]: unknown;
}

/** A user's terminal calls an operation. */
export interface Call {
  readonly user: string;
  readonly terminal: string;
  readonly operation: string;
  readonly payload: unknown;
  readonly correlation: string;
}

/** An event was taken in, and then refused. */
export interface RefusedEvent {
  readonly subject: string;
  /** Its id, where it had one. */
  readonly event?: string;
  readonly code: string;
  readonly message: string;
  readonly fix: string;
  readonly field?: string;
}

export type Connectability =
  | 'connectable'
  | 'not-connectable'
  | 'subject-to-authorisation'
  | 'in-transfer'
  | 'unknown';

export type Availability = 'available' | 'not-available' | 'transfer' | 'unknown';

/** Where an incoming call goes, by which step of the rule, and why each step before did not apply. */
export interface CallTarget {
  readonly target:
    | { readonly none: true }
    | { readonly number: string }
    | { readonly terminal: string; readonly kind: string; readonly number?: string };
  readonly step: number;
  readonly because: string;
  readonly rejected: readonly { readonly step: number; readonly reason: string }[];
}
