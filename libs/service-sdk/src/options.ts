import type { TlsOptions } from '@nats-io/transport-node';
import type { Notification } from './notification.js';
import type { Call, Declaration, Emits, NotifiedEvent, Wants } from './protocol.js';

/** Answers a call with a payload (JSON); throws `OperationFailed` where it cannot be done. */
export type Answers = (call: Call) => unknown;

/** Who a service is, what it declares, and what it does with what reaches it. */
export interface ServiceOptions<E extends Emits = Emits> {
  /** `nats://HOST:PORT`, or several of one cluster. */
  readonly url: string | readonly string[];
  /** Its id, as an operator has registered it. */
  readonly service: string;
  /** What an operator was shown when it was registered; or the seed of its nkey. */
  readonly secret?: string;
  readonly nkeySeed?: string;
  readonly tls?: TlsOptions;
  /** Events it can transmit: it may emit no others. */
  readonly emits?: readonly E[];
  /** Events it must be notified of. */
  readonly wants?: readonly Wants[];
  /** `push` (where left out): `notified` is called with each, one after the other; `pull`: `fetch`. */
  readonly delivery?: 'push' | 'pull';
  /**
   * Takes a notification. Once it is through, the notification is acknowledged; where it throws, it
   * comes again. It may settle it by itself before: `nak`, `term`.
   */
  readonly notified?: (event: NotifiedEvent, notification: Notification) => unknown;
  /** Operations that terminals may call, each with who answers it. */
  readonly calls?: Readonly<Record<string, Answers>>;
  /** `fresh`: a terminal's user has to have logged in within the last minute. */
  readonly authentication?: 'none' | 'fresh';
  /** How many notifications may be on their way to this service at once. */
  readonly inFlight?: number;
  /** How long notifications are kept for it, at most. */
  readonly retentionMs?: number;
  /** What may wait to be sent: 1,000 events and 8 MiB where left out. */
  readonly outbox?: { readonly eventsMax?: number; readonly bytesMax?: number };
  /** The first token of every subject; `liaison` where left out. */
  readonly prefix?: string;
  /** 0 to 1, 1 excluded: for waits; `Math.random` where left out. */
  readonly random?: () => number;
}

/** What it declares. Throws `TypeError` where notifications are wanted and nobody takes them. */
export function declarationOf(options: ServiceOptions): Declaration {
  const { emits = [], wants = [], delivery = 'push', calls = {}, notified } = options;
  const { authentication = 'none', inFlight, retentionMs } = options;
  if (wants.length > 0 && delivery === 'push' && notified === undefined) {
    throw new TypeError(
      'it wants events, and nobody takes them: give notified, or delivery "pull"',
    );
  }
  return {
    emits,
    wants,
    delivery,
    calls: Object.keys(calls),
    authentication,
    ...given({ inFlight, retentionMs }),
  };
}

/** The members that are there. */
function given<T extends object>(members: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const there = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(there) as { [K in keyof T]?: NonNullable<T[K]> };
}
