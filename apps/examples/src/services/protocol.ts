/** What travels between a service and Liaison, as the protocol says it: JSON on NATS subjects. */

/** What a service says of itself when it connects. */
export interface Declaration {
  readonly emits: readonly {
    readonly type: string;
    readonly about: 'user' | 'nobody';
    /** JSON Schema of the event's `data`. */
    readonly schema?: object;
  }[];
  readonly wants: readonly { readonly type: string; readonly from?: string }[];
  readonly delivery: 'push' | 'pull';
  /** Operations a user's terminal may call. */
  readonly calls: readonly string[];
  readonly authentication: 'none' | 'fresh';
}

/** The answer to `connect`, as far as these examples need it. */
export interface Welcome {
  /** Where notifications wait: a durable of a stream. */
  readonly durable: string;
  readonly stream: string;
  /** The subject calls come on; a secret. */
  readonly calls: string;
  readonly leaseMs: number;
  /** The declaration is new: what it permits comes with the next connection. */
  readonly reconnect?: true;
}

/** A CloudEvent 1.0; the last two are on notifications. */
export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  /** The user it is about. */
  readonly subject?: string;
  readonly time?: string;
  readonly data?: Readonly<Record<string, unknown>>;
  /** The chain of events it belongs to. */
  readonly correlation?: string;
  /** Who sent it. */
  readonly service?: string;
}

/** A terminal calls an operation. */
export interface Call {
  readonly user: string;
  readonly terminal: string;
  readonly operation: string;
  readonly payload: unknown;
  readonly correlation: string;
}

/** A request was refused; `code` is a name of Liaison's catalogue. */
export class ServiceRefused extends Error {
  constructor(
    readonly code: string,
    message: string,
    fix: string,
  ) {
    super(`${code}: ${message} (${fix})`);
  }
}

/** An operation cannot be done; the caller is told the code and the message. */
export class OperationFailed extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
