import type { Bus } from '@liaison/bus';
import { type MatchedBatch, type Outcome, matchedBatch } from './matched-batch.js';
import { factOf, readBack, readSince } from './reading.js';
import { type TakenEvent, takenEvent } from './taken-event.js';

/** The clocks of two streams' leaders may differ so far. */
const CLOCKS_MS = 1_000;

/** A service's event and what became of it. */
export interface LoggedEvent extends TakenEvent {
  readonly outcome: Outcome;
  /** Services that got a copy. */
  readonly receivers: readonly string[];
}

/** The last events taken in, of one service or of all, oldest first. */
export async function eventLog(
  bus: Bus,
  wanted: { readonly service?: string; readonly max: number },
): Promise<readonly LoggedEvent[]> {
  const { subjects } = bus;
  const { service } = wanted;
  const sent =
    service === undefined ? `${subjects.prefix}.events.in.>` : subjects.eventsInOf(service);
  const incoming = { stream: 'EVENTS_IN', subject: sent };
  const taken = (await readBack(bus, incoming, wanted.max)).map((message) =>
    takenEvent(subjects, message),
  );
  if (taken[0] === undefined) return [];
  const since = new Date(Date.parse(taken[0].at) - CLOCKS_MS);
  const matched =
    service === undefined ? subjects.matchedAll() : subjects.fact({ kind: 'matched', service });
  const outgoing = { stream: 'DELIVERY', subject: matched };
  const batches = (await readSince(bus, outgoing, since)).map((message) =>
    matchedBatch(factOf(message)),
  );
  return withOutcomes(taken, batches);
}

/**
 * A batch is of consecutive events of one sender, so an event's entry is found by counting the
 * sender's events after it, up to the batch's last: ids can repeat, or be missing.
 */
export function withOutcomes(
  taken: readonly TakenEvent[],
  batches: readonly MatchedBatch[],
): readonly LoggedEvent[] {
  return taken.map((event) => {
    const batch = batches.find(
      ({ sender, lastSequence }) => sender === event.service && lastSequence >= event.sequence,
    );
    if (batch === undefined) return { ...event, outcome: 'waiting', receivers: [] };
    const after = taken.filter(
      ({ service, sequence }) =>
        service === event.service && sequence > event.sequence && sequence <= batch.lastSequence,
    );
    const entry = batch.entries.at(-1 - after.length);
    const receivers = entry?.receivers.map((receiver) => receiver.service) ?? [];
    return { ...event, outcome: entry?.outcome ?? 'waiting', receivers };
  });
}
