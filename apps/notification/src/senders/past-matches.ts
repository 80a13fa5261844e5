import { type Bus, readToEnd } from '@liaison/bus';
import { type Fact, eventName, matchedCodec, parseFact } from '@liaison/contracts';
import type { MatchedFact } from '@liaison/domain';
import { isSettled } from './batch.js';
import { SeenIds } from './seen-ids.js';

/** So many messages of DELIVERY are looked back for ids: a take-over has an end. */
const LOOK_BACK_MESSAGES = 4_000_000;

/** The last match of a sender, as stored. */
export interface LastMatch {
  readonly fact: MatchedFact;
  readonly envelope: Fact;
  /** The server's timestamp by our clock, milliseconds since the epoch. */
  readonly recordedMs: number;
  /** EVENTS_IN sequence the match before it ended with; 0: it is the first. */
  readonly after: number;
}

/** What a new owner of a sender learns from its matches. */
export interface PastMatches {
  readonly seen: SeenIds;
  readonly last: LastMatch | undefined;
}

/** Reads what was matched of a sender so far. Throws `BadFact`, `UnknownFactType`, and what the bus does. */
export async function pastMatches(bus: Bus, sender: string): Promise<PastMatches> {
  const aggregate = { kind: 'matched', service: sender } as const;
  const filter = bus.subjects.fact(aggregate);
  const end = await bus.jsm.streams.getMessage('DELIVERY', { last_by_subj: filter });
  const seen = new SeenIds();
  if (end === null) return { seen, last: undefined };
  const from = Math.max(1, end.seq - LOOK_BACK_MESSAGES);
  let last: LastMatch | undefined;
  await readToEnd(bus, { stream: 'DELIVERY', filter, from }, (message) => {
    const envelope = parseFact(message.string(), bus.subjects.factName(aggregate));
    const { fact } = matchedCodec.decode(envelope.type, envelope.data, undefined);
    for (const recorded of fact.events) {
      if (isSettled(recorded)) seen.add(eventName(sender, recorded.event));
    }
    const recordedMs = bus.times.fromEngine(message.time.getTime());
    last = { fact, envelope, recordedMs, after: last?.fact.lastSequence ?? 0 };
    return message.seq >= end.seq;
  });
  if (last === undefined)
    throw new Error(`the matches of ${sender} could not be read to their end`);
  return { seen, last };
}
