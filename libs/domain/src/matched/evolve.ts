import type { Stamp } from '../words.js';
import type { MatchedFact } from './facts.js';
import type { Matched } from './state.js';

/** The sender's events after one more fact. */
export function evolveMatched(_matched: Matched, fact: MatchedFact, _stamp: Stamp): Matched {
  return { lastSequence: fact.lastSequence };
}
