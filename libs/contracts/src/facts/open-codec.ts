import type { AggregateCodec } from './codec.js';
import type { JsonObject } from './envelope.js';
import type { FactType } from './fact-type.js';
import { member, pick, take } from './fields.js';
import { TypeTable } from './type-table.js';

/** What the domain says of an aggregate: its kind, and its fold. */
type Folded<F, S> = Pick<AggregateCodec<F, S>, 'kind' | 'initial' | 'evolve'>;

interface Named {
  readonly type: string;
}

const STAMP = { id: '', time: '', revision: 0 };

/** The codec of facts that lie open, the head with them. */
export function headedCodec<F extends Named, S extends object>(
  types: readonly FactType[],
  folded: Folded<F, S>,
): AggregateCodec<F, S> {
  const table = new TypeTable(types);
  return {
    ...folded,
    encode(fact, after) {
      const { type, open } = table.of(fact.type);
      return { type, data: { ...pick(fact, open), head: after as unknown as JsonObject } };
    },
    decode(whole, data) {
      const { fact, stored } = readOpen<F>(table, whole, data);
      return { fact, head: member(stored, 'head') as unknown as S };
    },
  };
}

/** The codec of open facts without a head: the last one is the whole state, whatever was before. */
export function headlessCodec<F extends Named, S extends object>(
  types: readonly FactType[],
  folded: Folded<F, S>,
): AggregateCodec<F, S> {
  const table = new TypeTable(types);
  return {
    ...folded,
    encode(fact) {
      const { type, open } = table.of(fact.type);
      return { type, data: pick(fact, open) };
    },
    decode(whole, data) {
      const { fact } = readOpen<F>(table, whole, data);
      return { fact, head: folded.evolve(folded.initial, fact, STAMP) };
    },
  };
}

/** A fact of the domain, and its data as of today's version. */
function readOpen<F>(
  table: TypeTable,
  whole: string,
  data: JsonObject,
): { readonly fact: F; readonly stored: JsonObject } {
  const { type, body } = table.read(whole, { data, box: undefined });
  const fact: Record<string, unknown> = { type: type.fact };
  take(fact, body.data, type.open);
  return { fact: fact as unknown as F, stored: body.data };
}
