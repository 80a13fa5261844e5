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
      const { said, stored } = readOpen(table, whole, data);
      return { fact: said as F, head: member(stored, 'head') as unknown as S };
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
      const fact = readOpen(table, whole, data).said as F;
      return { fact, head: folded.evolve(folded.initial, fact, STAMP) };
    },
  };
}

/** What a fact says in the domain's words, and its data as of today's version. */
function readOpen(
  table: TypeTable,
  whole: string,
  data: JsonObject,
): { readonly said: Named; readonly stored: JsonObject } {
  const { type, body } = table.read(whole, { data, box: undefined });
  const said = { type: type.fact };
  take(said, body.data, type.open);
  return { said, stored: body.data };
}
