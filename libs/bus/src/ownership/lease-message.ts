import type { JsonObject } from '@liaison/contracts';
import type { Instant } from '@liaison/domain';
import type { MsgHdrs } from '@nats-io/transport-node';
import type { Bus } from '../connection.js';
import { append, expecting } from '../requests/append.js';

/** The stream of leases: one message a subject, gone with its time to live. */
export const LEASES = 'LEASES';

/** Header of the message that tells of a lease's end; the engine writes it at expiry, we at a resignation. */
const MARKER_REASON = 'Nats-Marker-Reason';
const EXPIRED = 'MaxAge';
/** As long as the engine's own markers. */
const MARKER_TTL = '60s';
const REMOVE_TIMEOUT_MS = 1_000;

/** What a lease says. */
export interface LeaseBody {
  /** Drawn by each process: two of the same name are told apart. */
  readonly holder: string;
  /** Holder and count: different after every loss. */
  readonly incarnation: string;
  readonly about?: JsonObject;
}

/** Reads a message of the stream; undefined: the lease is over. Throws `SyntaxError`. */
export function leaseBody(message: {
  readonly data: Uint8Array;
  readonly headers?: MsgHdrs | undefined;
}): LeaseBody | undefined {
  if (message.headers?.has(MARKER_REASON) === true || message.data.length === 0) return undefined;
  return JSON.parse(Buffer.from(message.data).toString('utf8')) as LeaseBody;
}

/** What lies last on a lease's subject. */
export interface LastLease {
  /** 0: nothing. */
  readonly sequence: number;
  /** undefined: the lease is over. */
  readonly body: LeaseBody | undefined;
  /** The engine's time of the message: of a renewal, or of the lease's end. */
  readonly stored?: Instant;
  /** It ended because it was not renewed: its holder did not resign. */
  readonly expired: boolean;
}

/** The last message of a lease, read at the leader. */
export async function lastLease(bus: Pick<Bus, 'jsm'>, subject: string): Promise<LastLease> {
  const last = await bus.jsm.streams.getMessage(LEASES, { last_by_subj: subject });
  if (last === null) return { sequence: 0, body: undefined, expired: false };
  return {
    sequence: last.seq,
    body: leaseBody({ data: last.data, headers: last.header }),
    stored: last.time.toISOString(),
    expired: last.header?.get(MARKER_REASON) === EXPIRED,
  };
}

/** Stores a lease over the message expected; answers its sequence. */
export async function putLease(
  bus: Pick<Bus, 'requests'>,
  lease: {
    readonly subject: string;
    readonly body: LeaseBody;
    readonly expected: number;
    readonly ttlMs: number;
    readonly timeoutMs: number;
  },
): Promise<number | 'conflict'> {
  const { subject, body, expected, ttlMs, timeoutMs } = lease;
  const headers = expecting(expected, { 'Nats-TTL': `${ttlMs / 1_000}s` });
  const message = { subject, body: Buffer.from(JSON.stringify(body)), headers };
  const stored = await append(bus.requests, message, timeoutMs);
  return stored === 'conflict' ? stored : stored.sequence;
}

/** Ends a lease at once; no matter if somebody else has taken it meanwhile. */
export async function removeLease(
  bus: Pick<Bus, 'requests'>,
  subject: string,
  expected: number,
): Promise<void> {
  const headers = expecting(expected, { [MARKER_REASON]: 'Remove', 'Nats-TTL': MARKER_TTL });
  await append(bus.requests, { subject, body: new Uint8Array(), headers }, REMOVE_TIMEOUT_MS);
}
