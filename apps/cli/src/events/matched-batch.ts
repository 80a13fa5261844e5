import type { Fact } from '@liaison/contracts';
import type { EventOutcome, MatchedEvent } from '@liaison/domain';

/** What became of an event: `waiting`, until notification has matched it. */
export type Outcome = EventOutcome | 'waiting';

/** What became of consecutive events of one sender. */
export interface MatchedBatch {
  readonly sender: string;
  /** Place in EVENTS_IN of the last of them. */
  readonly lastSequence: number;
  readonly entries: readonly MatchedEvent[];
}

/** Reads the fact `event.matched` of a sender. */
export function matchedBatch(fact: Fact): MatchedBatch {
  const { events, head } = fact.data as unknown as {
    readonly events: readonly MatchedEvent[];
    readonly head: { readonly lastSequence: number };
  };
  return {
    sender: fact.subject.slice('matched.'.length),
    lastSequence: head.lastSequence,
    entries: events,
  };
}
