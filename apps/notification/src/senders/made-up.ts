import { type Bus, readToEnd } from '@liaison/bus';
import {
  type EventFault,
  correlationOf,
  encodeCopy,
  inboxCodec,
  parseFact,
  readEvent,
} from '@liaison/contracts';
import type { MatchedEvent } from '@liaison/domain';
import { REACHED_USERS_MAX } from './batch.js';
import { type Judged, nameOf } from './judge.js';
import type { Outgoing } from './outgoing.js';
import type { LastMatch } from './past-matches.js';
import { type TakenEvent, takenEvent } from './taken-event.js';

/** Servers' clocks may differ by so much. */
const CLOCKS_MS = 60_000;
const MESSAGE_ID = 'Nats-Msg-Id';

/** The events of a stored match, read once more: what it says of each is not judged again. */
export async function batchOf(
  bus: Bus,
  sender: string,
  last: LastMatch,
): Promise<readonly Judged[]> {
  const byName = new Map<string, Judged['taken'][]>();
  const { lastSequence, events } = last.fact;
  await readToEnd(
    bus,
    { stream: 'EVENTS_IN', filter: bus.subjects.eventsInOf(sender), from: last.after + 1 },
    (message) => {
      if (message.seq > lastSequence) return true;
      const { type } = bus.subjects.parseEventIn(message.subject) ?? { type: '' };
      const taken = takenEvent(message, type, bus.times);
      const read = readEvent(taken);
      const name = nameOf('event' in read ? read.event.id : read.id, taken.sequence);
      byName.set(name, [...(byName.get(name) ?? []), taken]);
      return message.seq === lastSequence;
    },
  );
  return events.flatMap((recorded) => {
    // What is gone from the stream, by age or by erasure, is sent to nobody any more.
    const taken = byName.get(recorded.event)?.shift();
    return taken === undefined ? [] : [asRecorded(sender, recorded, taken)];
  });
}

function asRecorded(sender: string, recorded: MatchedEvent, taken: TakenEvent): Judged {
  const read = readEvent(taken);
  if (recorded.outcome.startsWith('refused:')) {
    const code = recorded.outcome.slice('refused:'.length) as EventFault['code'];
    const fault: EventFault =
      'refused' in read ? read.refused : { code, field: '', message: 'the event was refused' };
    const event = 'event' in read ? read.event.id : read.id;
    return { taken, recorded, refused: { fault: { ...fault, code }, event } };
  }
  if ('refused' in read || recorded.outcome !== 'matched') return { taken, recorded };
  const { event } = read;
  const { type, subject } = event;
  const concerns = { type, subject, recordedMs: taken.recordedMs };
  return {
    taken,
    recorded,
    concerns,
    copy: encodeCopy(sender, event, correlationOf(sender, event)),
  };
}

/** Events that follow each other and reached so many users together as one batch may, or one alone. */
export function* inRuns(batch: readonly Judged[]): Generator<readonly Judged[]> {
  let run: Judged[] = [];
  let users = 0;
  for (const judged of batch) {
    users += judged.recorded.users;
    if (users > REACHED_USERS_MAX && run.length > 0) {
      yield run;
      run = [];
      ({ users } = judged.recorded);
    }
    run.push(judged);
  }
  yield run;
}

/** Of what a match entails, that which is not stored yet: looked up in the streams, at any age. */
export async function missing(
  bus: Bus,
  outgoing: readonly Outgoing[],
  last: LastMatch,
): Promise<readonly Outgoing[]> {
  const wanted = new Map(outgoing.map((one) => [nameIn(one.subject, one.id), one]));
  const inboxes = bus.subjects.inboxAll();
  // Inboxes are many: all of them are read at once.
  const places = new Map(
    outgoing.map(
      ({ stream, subject }) => [stream === 'INBOX' ? inboxes : subject, stream] as const,
    ),
  );
  const sinceMs = bus.times.toEngine(last.recordedMs - CLOCKS_MS);
  for (const [filter, stream] of places) {
    await readToEnd(bus, { stream, filter, from: { sinceMs }, headersOnly: true }, (message) => {
      const id = message.headers?.get(MESSAGE_ID);
      if (id !== undefined) wanted.delete(nameIn(message.subject, id));
      return wanted.size === 0;
    });
  }
  // Afterwards: what is acknowledged between the two stood in the inbox.
  if (places.has(inboxes)) await dropAcknowledged(bus, sinceMs, wanted);
  return [...wanted.values()];
}

const nameIn = (subject: string, id: string): string => `${subject} ${id}`;

/** What was acknowledged meanwhile is gone from the inbox, and is not to come again. */
async function dropAcknowledged(
  bus: Bus,
  sinceMs: number,
  wanted: Map<string, Outgoing>,
): Promise<void> {
  if (wanted.size === 0) return;
  const { subjects } = bus;
  const filter = subjects.inboxFactsAll();
  await readToEnd(bus, { stream: 'DELIVERY', filter, from: { sinceMs } }, (message) => {
    const aggregate = subjects.parseFact(message.subject);
    if (aggregate?.kind !== 'inbox') return false;
    const { type, data } = parseFact(message.string(), subjects.factName(aggregate));
    const { head } = inboxCodec.decode(type, data, undefined);
    const inbox = subjects.inbox(aggregate.user);
    for (const item of head.acknowledged) wanted.delete(nameIn(inbox, item));
    return false;
  });
}
