import { type Matched, type MatchedFact, evolveMatched, initialMatched } from '@liaison/domain';
import type { AggregateCodec } from '../codec.js';
import type { JsonObject } from '../envelope.js';
import { member, pick, take } from '../fields.js';
import { TypeTable } from '../type-table.js';
import { matched } from './matched.js';

/** What notification records of a sender's events. */
export const matchedFactTypes = [matched];

const table = new TypeTable(matchedFactTypes);

/** The facts that say who is notified of a sender's events. */
export const matchedCodec: AggregateCodec<MatchedFact, Matched> = {
  kind: 'matched',
  initial: initialMatched,
  evolve: evolveMatched,
  encode(fact, after) {
    const { type, open } = table.of(fact.type);
    return { type, data: { ...pick(fact, open), head: after as unknown as JsonObject } };
  },
  decode(whole, data) {
    const { type, body } = table.read(whole, { data, box: undefined });
    const head = member(body.data, 'head') as unknown as Matched;
    const fact: Record<string, unknown> = { type: type.fact, lastSequence: head.lastSequence };
    take(fact, body.data, type.open);
    return { fact: fact as unknown as MatchedFact, head };
  },
};
