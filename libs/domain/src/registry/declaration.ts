/** The id of a service: `[A-Za-z0-9][A-Za-z0-9_-]{0,63}`. */
export type ServiceId = string;

/** A JSON value with integers alone, as the log keeps it. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** An event a service can transmit. */
export interface Emitted {
  /** 1 to 8 tokens of `[a-z0-9-]` with dots between, at most 128 characters. */
  readonly type: string;
  /** JSON Schema of its `data`. */
  readonly schema?: Readonly<Record<string, JsonValue>>;
  /** `user`: it carries the user it is about as `subject`; `nobody`: it carries none. */
  readonly about: 'user' | 'nobody';
}

/** An event a service must be notified of. */
export interface Wanted {
  readonly type: string;
  /** Of this service alone; absent: of any. */
  readonly from?: ServiceId;
}

/** What a service registers. Sets are sorted: the same declaration is the same text. */
export interface Declaration {
  /** By type, each once. */
  readonly emits: readonly Emitted[];
  /** By type, then by service; each once. */
  readonly wants: readonly Wanted[];
  readonly delivery: 'push' | 'pull';
  /** Notifications handed over and not acknowledged yet. */
  readonly inFlight?: number;
  /** The operations terminals may call, sorted. */
  readonly calls: readonly string[];
  /** `fresh`: a call needs a login of the last minute. */
  readonly authentication: 'none' | 'fresh';
  readonly retentionMs?: number;
}
