import { MATCHED_EVENTS_MAX, RECEIVERS_MAX } from '../limits.js';
import type { Decision } from '../words.js';
import type { MatchedFact } from './facts.js';
import type { Matched } from './state.js';

/** Records what became of consecutive events of one sender; what was recorded before stays. */
export function appendMatched(
  matched: Matched,
  command: Omit<MatchedFact, 'type'>,
): Decision<MatchedFact> {
  const { events, lastSequence, registrySeq, factsSeq } = command;
  if (lastSequence <= matched.lastSequence) return { unchanged: true };
  if (events.length === 0) return { refused: 'malformed', field: '/events' };
  if (events.length > MATCHED_EVENTS_MAX) return { refused: 'too-large', field: '/events' };
  const large = events.findIndex(({ receivers }) => receivers.length > RECEIVERS_MAX);
  if (large >= 0) return { refused: 'too-large', field: `/events/${large}/receivers` };
  return { fact: { type: 'EventsMatched', events, lastSequence, registrySeq, factsSeq } };
}
