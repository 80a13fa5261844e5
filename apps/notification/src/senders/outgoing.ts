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

/** All that a stored match entails, in order: copies for the services and users it reaches, refusals for the sender. */
export function outgoingOf(
  { subjects }: Pick<Bus, 'subjects'>,
  sender: string,
  of: { readonly matched: string; readonly batch: readonly Judged[]; readonly inForce: InForce },
): readonly Outgoing[] {
  return of.batch.flatMap((judged): readonly Outgoing[] => {
    const { taken, recorded, copy, refused } = judged;
    if (refused !== undefined) {
      const notice = refusedEventOf(taken.subject, refused.event, refused.fault);
      // The event itself stays in EVENTS_IN: nothing personal is kept a second time.
      const parked = { ...notice, stream: 'EVENTS_IN', sequence: taken.sequence };
      return [
        {
          stream: 'PARKED',
          subject: subjects.parkedService(sender),
          id: `refused:${sender}:${taken.sequence}`,
          body: Buffer.from(JSON.stringify({ ...parked, matched: of.matched })),
          notice: { subject: subjects.refused(sender), text: JSON.stringify(notice) },
        },
      ];
    }
    if (copy === undefined) return [];
    const body = Buffer.from(stampCopy(copy, of.matched));
    const copies = recorded.receivers.map(({ service, copy: id }): Outgoing => ({
      stream: 'EVENTS_OUT',
      subject: subjects.eventsOut(service),
      id,
      body,
      ttl: copyTtl(retentionMsOf(of.inForce.registry(service).declaration ?? {})),
    }));
    const items = (judged.notified ?? []).map(({ user, mode, profile }): Outgoing => ({
      stream: 'INBOX',
      subject: subjects.inbox(user),
      id: itemId(sender, recorded.event, user),
      body,
      headers: { [ITEM_MODE_HEADER]: mode, [ITEM_PROFILE_HEADER]: String(profile) },
    }));
    return [...copies, ...items];
  });
}

/**
 * Sends all, in order, many on the way at once; resolves when all are stored, throws when one may not
 * be. `mine` is asked before each part.
 */
export async function sendAll(
  bus: Pick<Bus, 'requests' | 'outbox'>,
  outgoing: readonly Outgoing[],
  mine: () => void,
): Promise<void> {
  // Two parts at least, so that there is a moment between copies.
  const part = Math.max(1, Math.min(IN_FLIGHT_MAX, Math.ceil(outgoing.length / 2)));
  for (let at = 0; at < outgoing.length; at += part) {
    if (at > 0) crashPoint('between-copies');
    mine();
    await Promise.all(outgoing.slice(at, at + part).map((one) => send(bus, one)));
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
