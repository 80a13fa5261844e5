import { MsgHdrsImpl, type MsgHdrs } from '@nats-io/transport-node';
import { AppendRejected } from '../errors.js';
import type { Requests } from './requests.js';

/** Where a message was stored; `duplicate`: it had been stored there before. */
export interface Stored {
  readonly sequence: number;
  readonly duplicate: boolean;
}

interface PubAck {
  readonly seq?: number;
  readonly duplicate?: boolean;
  readonly error?: { readonly err_code?: number; readonly code: number; description?: string };
}

/** The last sequence of the subject is not the expected one: on one server, on several (in flight). */
const CONFLICTS: ReadonlySet<number> = new Set([10071, 10164]);

const EXPECTED = 'Nats-Expected-Last-Subject-Sequence';

/** Headers of a message, from values that hold no line breaks (ids, numbers). */
export function headersOf(values: Readonly<Record<string, string>>): MsgHdrs {
  return MsgHdrsImpl.fromRecord(values as never);
}

/** The guard of an append: it is stored where the last message of its subject is this one; 0: none is there. */
export function expecting(sequence: number, more: Readonly<Record<string, string>> = {}): MsgHdrs {
  return headersOf({ ...more, [EXPECTED]: String(sequence) });
}

/**
 * Appends a message to whatever stream takes its subject and waits until it is stored. The
 * guard is `expecting`, in `headers`. Throws `AppendRejected`, `RequestTimedOut` (unknown),
 * `NobodyThere` or `BusAway` (unknown).
 */
export async function append(
  requests: Requests,
  message: { readonly subject: string; readonly body: Uint8Array; readonly headers: MsgHdrs },
  timeoutMs: number,
): Promise<Stored | 'conflict'> {
  const reply = await requests.request(message.subject, message.body, {
    timeoutMs,
    headers: message.headers,
  });
  const ack = JSON.parse(reply.string()) as PubAck;
  if (ack.error === undefined && ack.seq !== undefined) {
    return { sequence: ack.seq, duplicate: ack.duplicate === true };
  }
  const code = ack.error?.err_code ?? ack.error?.code ?? 0;
  if (CONFLICTS.has(code)) return 'conflict';
  throw new AppendRejected(code, ack.error?.description ?? 'no receipt');
}
