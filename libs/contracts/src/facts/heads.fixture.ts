import { canonicalJson } from '../canonical-json.js';
import type { AggregateCodec } from './codec.js';
import type { JsonObject } from './envelope.js';
import { wholeType } from './fact-type.js';

/** A fact of a story and the aggregate's state after it, the state also as its bytes. */
interface Told<F, S> {
  readonly fact: F;
  readonly head: S;
  readonly bytes: string;
}

const START = Date.parse('2026-01-05T08:00:00.000Z');
const stampOf = (revision: number) => ({
  id: `fact-${revision}`,
  time: new Date(START + revision * 1000).toISOString(),
  revision,
});

/** A story as the domain tells it: every fact with the fold of all so far. */
export function folded<F, S extends object>(
  codec: AggregateCodec<F, S>,
  story: readonly F[],
): readonly Told<F, S>[] {
  let head = codec.initial;
  return story.map((fact, at) => {
    head = codec.evolve(head, fact, stampOf(at + 1));
    return { fact, head, bytes: canonicalJson(head) };
  });
}

/** The same story as the log tells it: every fact written as bytes and read back, with its head. */
export function readBack<F, S extends object>(
  codec: AggregateCodec<F, S>,
  story: readonly F[],
): readonly Told<F, S>[] {
  return folded(codec, story).map(({ fact, head: after }) => {
    const { type, data, box } = codec.encode(fact, after);
    const read = codec.decode(wholeType(type, 1), stored(data), box && stored(box));
    return { ...read, bytes: canonicalJson(read.head) };
  });
}

function stored(said: JsonObject): JsonObject {
  return JSON.parse(canonicalJson(said)) as JsonObject;
}
