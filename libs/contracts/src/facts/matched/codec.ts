import { type Matched, type MatchedFact, evolveMatched, initialMatched } from '@liaison/domain';
import type { AggregateCodec } from '../codec.js';
import { headedCodec } from '../open-codec.js';
import { matched } from './matched.js';

/** What notification records of a sender's events. */
export const matchedFactTypes = [matched];

const codec = headedCodec<MatchedFact, Matched>(matchedFactTypes, {
  kind: 'matched',
  initial: initialMatched,
  evolve: evolveMatched,
});

/** The facts that say who is notified of a sender's events; how far they are is in the head alone. */
export const matchedCodec: AggregateCodec<MatchedFact, Matched> = {
  ...codec,
  decode(whole, data, box) {
    const { fact, head } = codec.decode(whole, data, box);
    return { fact: { ...fact, lastSequence: head.lastSequence }, head };
  },
};
