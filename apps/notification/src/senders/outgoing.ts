import { type Bus, append, headersOf } from '@liaison/bus';
import {
  COPY_TTL_HEADER,
  ITEM_MODE_HEADER,
  ITEM_PROFILE_HEADER,
  type KeptCopy,
  copyHeaders,
  copyTtl,
  crashPoint,
  itemId,
  refusedEventOf,
  retentionMsOf,
  stampCopy,
} from '@liaison/contracts';
import type { InForce, ServiceId } from '@liaison/domain';
import type { Backlogs } from '../hand-overs/backlogs.js';
import type { CopyEndings } from '../hand-overs/copy-endings.js';
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
  /** Of a copy: whose it is, and what is kept where it has to be parked. */
  readonly copy?: { readonly service: ServiceId; readonly kept: KeptCopy };
}

/** A stored match, and by what its copies are made. */
export interface Entailing {
  /** Id of the fact. */
  readonly matched: string;
  readonly batch: readonly Judged[];
  readonly inForce: InForce;
  /** The operator's cap: no copy is kept longer. */
  readonly retentionMs: number;
}

/**
 * All that a stored match entails, in order: copies for the services and users it reaches, refusals
 * for the sender. Each is made when it is asked for: an event may reach everybody.
 */
export function* outgoingOf(
  { subjects }: Pick<Bus, 'subjects'>,
  sender: string,
  of: Entailing,
): Generator<Outgoing> {
  for (const judged of of.batch) {
    const { taken, recorded, copy, refused, notified = [] } = judged;
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
    const text = stampCopy(copy, of.matched);
    const body = Buffer.from(text);
    for (const { service, copy: id } of recorded.receivers) {
      const retentionMs = retentionMsOf(
        of.inForce.registry(service).declaration ?? {},
        of.retentionMs,
      );
      const kept = keptCopy(judged, { copy: id, body: text, retentionMs });
      yield {
        stream: 'EVENTS_OUT',
        subject: subjects.eventsOut(service),
        id,
        body,
        ttl: copyTtl(retentionMs),
        headers: copyHeaders(kept),
        copy: { service, kept },
      };
    }
    for (const { user, mode, profile } of notified) {
      const id = itemId(sender, recorded.event, user);
      const headers = { [ITEM_MODE_HEADER]: mode, [ITEM_PROFILE_HEADER]: String(profile) };
      yield { stream: 'INBOX', subject: subjects.inbox(user), id, body, headers };
    }
  }
}

/** Its retention counts from when the event was taken in, however late it is sent. */
function keptCopy(
  { taken, concerns }: Judged,
  of: { readonly copy: string; readonly body: string; readonly retentionMs: number },
): KeptCopy {
  const { copy, body, retentionMs } = of;
  const about = concerns?.subject;
  const expiresMs = taken.recordedMs + retentionMs;
  return { copy, body, expiresMs, ...(about === undefined ? {} : { about }) };
}

/** What sends copies: into their services' way, or where that is full, into PARKED. */
export interface Sending {
  readonly bus: Pick<Bus, 'requests' | 'outbox'>;
  readonly backlogs: Backlogs;
  readonly endings: CopyEndings;
}

/**
 * Sends all, in order, many on the way at once; resolves when all are stored, throws when one may not
 * be. `mine` is asked before each part.
 */
export async function sendAll(
  sending: Sending,
  outgoing: Iterable<Outgoing>,
  mine: () => void,
): Promise<void> {
  let isFirst = true;
  for (const slice of slices(outgoing, 2 * IN_FLIGHT_MAX)) {
    // In halves, so that there is a moment between copies, however few there are.
    for (const part of slices(slice, Math.ceil(slice.length / 2))) {
      if (!isFirst) crashPoint('between-copies');
      isFirst = false;
      await sending.backlogs.prepare(receiversOf(part));
      mine();
      await Promise.all(part.map((one) => send(sending, one)));
    }
  }
}

function* receiversOf(part: readonly Outgoing[]): Generator<ServiceId> {
  for (const { copy } of part) if (copy !== undefined) yield copy.service;
}

async function send({ bus, backlogs, endings }: Sending, one: Outgoing): Promise<void> {
  const { subject, body, id, ttl, notice, copy } = one;
  // One that is in PARKED already was parked as overflow by an owner before, and not recorded.
  const isKept = copy !== undefined && endings.isKept(copy.service, copy.kept.copy);
  if (copy !== undefined && (isKept || !backlogs.take(copy.service))) {
    await endings.overflow(copy.service, copy.kept);
    return;
  }
  if (notice !== undefined) bus.outbox.publish(notice.subject, notice.text);
  const headers = headersOf({
    'Nats-Msg-Id': id,
    ...one.headers,
    ...(ttl === undefined ? {} : { [COPY_TTL_HEADER]: ttl }),
  });
  const stored = await append(bus.requests, { subject, body, headers }, APPEND_TIMEOUT_MS);
  if (stored === 'conflict') throw new Error(`${subject} answers a guard nobody asked for`);
}
