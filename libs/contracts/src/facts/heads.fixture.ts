import { expect } from '@jest/globals';
import { canonicalJson } from '../canonical-json.js';
import type { AggregateCodec } from './codec.js';
import type { JsonObject } from './envelope.js';
import { wholeType } from './fact-type.js';

const START = Date.parse('2026-01-05T08:00:00.000Z');
const stampOf = (revision: number) => ({
  id: `fact-${revision}`,
  time: new Date(START + revision * 1000).toISOString(),
  revision,
});

/** Writes a story, reads it back as bytes, and folds the deltas: every head must be the same. */
export function foldsToItsHeads<F, S extends object>(
  codec: AggregateCodec<F, S>,
  story: readonly F[],
): void {
  let state = codec.initial;
  let folded = codec.initial;
  story.forEach((fact, at) => {
    state = codec.evolve(state, fact, stampOf(at + 1));
    const written = codec.encode(fact, state);
    const data = JSON.parse(canonicalJson(written.data)) as JsonObject;
    const box =
      written.box === undefined
        ? undefined
        : (JSON.parse(canonicalJson(written.box)) as JsonObject);
    const read = codec.decode(wholeType(written.type, 1), data, box);
    expect(read.fact).toEqual(fact);
    folded = codec.evolve(folded, read.fact, stampOf(at + 1));
    expect(read.head).toEqual(folded);
    expect(canonicalJson(read.head)).toBe(canonicalJson(folded));
  });
}
