import { type Bus, append, headersOf } from '@liaison/bus';
import {
  COPY_TTL_HEADER,
  ITEM_MODE_HEADER,
  ITEM_PROFILE_HEADER,
  copyTtl,
  crashPoint,
  itemId,
  refusedEventOf,
  retentionMsOf,
  stampCopy,
} from '@liaison/contracts';
import type { InForce } from '@liaison/domain';
import type { Judged } from './judge.js';
import { slices } from './slices.js';

const APPEND_TIMEOUT_MS = 5_000;
/** Copies on their way to the engine at once. */
const IN_FLIGHT_MAX = 256;

/** A message for a stream, known there by its id. */
export interface Outgoing {
  readonly stream: 'EVENTS_OUT' | 'PARKED' | 'INBOX';
  readonly subject: string;
  readonly id: string;
  readonly body: Uint8Array;
  /** Absent: kept as long as the stream keeps anything. */
  readonly ttl?: string;
  /** Beside its id. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Told to whoever listens before it is stored. */
  readonly notice?: { readonly subject: string; readonly text: string };
}

/**
 * All that a stored match entails, in order: copies for the services and users it reaches, refusals
 * for the sender. Each is made when it is asked for: an event may reach everybody.
 */
export function* outgoingOf(
  { subjects }: Pick<Bus, 'subjects'>,
  sender: string,
  of: { readonly matched: string; readonly batch: readonly Judged[]; readonly inForce: InForce },
): Generator<Outgoing> {
  for (const { taken, recorded, copy, refused, notified = [] } of of.batch) {
    if (refused !== undefined) {
      const notice = refusedEventOf(taken.subject, refused.event, refused.fault);
      // The event itself stays in EVENTS_IN: nothing personal is kept a second time.
      const parked = { ...notice, stream: 'EVENTS_IN', sequence: taken.sequence };
      yield {
        stream: 'PARKED',
        subject: subjects.parkedService(sender),
        id: `refused:${sender}:${taken.sequence}`,
        body: Buffer.from(JSON.stringify({ ...parked, matched: of.matched })),
        notice: { subject: subjects.refused(sender), text: JSON.stringify(notice) },
      };
      continue;
    }
    if (copy === undefined) continue;
    const body = Buffer.from(stampCopy(copy, of.matched));
    for (const { service, copy: id } of recorded.receivers) {
      const { declaration = {} } = of.inForce.registry(service);
      const ttl = copyTtl(retentionMsOf(declaration));
      yield { stream: 'EVENTS_OUT', subject: subjects.eventsOut(service), id, body, ttl };
    }
    for (const { user, mode, profile } of notified) {
      const id = itemId(sender, recorded.event, user);
      const headers = { [ITEM_MODE_HEADER]: mode, [ITEM_PROFILE_HEADER]: String(profile) };
      yield { stream: 'INBOX', subject: subjects.inbox(user), id, body, headers };
    }
  }
}

/**
 * Sends all, in order, many on the way at once; resolves when all are stored, throws when one may not
 * be. `mine` is asked before each part.
 */
export async function sendAll(
  bus: Pick<Bus, 'requests' | 'outbox'>,
  outgoing: Iterable<Outgoing>,
  mine: () => void,
): Promise<void> {
  let isFirst = true;
  for (const slice of slices(outgoing, 2 * IN_FLIGHT_MAX)) {
    // In halves, so that there is a moment between copies, however few there are.
    for (const part of slices(slice, Math.ceil(slice.length / 2))) {
      if (!isFirst) crashPoint('between-copies');
      isFirst = false;
      mine();
      await Promise.all(part.map((one) => send(bus, one)));
    }
  }
}

async function send(bus: Pick<Bus, 'requests' | 'outbox'>, one: Outgoing): Promise<void> {
  const { subject, body, id, ttl, notice } = one;
  if (notice !== undefined) bus.outbox.publish(notice.subject, notice.text);
  const headers = headersOf({
    'Nats-Msg-Id': id,
    ...one.headers,
    ...(ttl === undefined ? {} : { [COPY_TTL_HEADER]: ttl }),
  });
  const stored = await append(bus.requests, { subject, body, headers }, APPEND_TIMEOUT_MS);
  if (stored === 'conflict') throw new Error(`${subject} answers a guard nobody asked for`);
}
