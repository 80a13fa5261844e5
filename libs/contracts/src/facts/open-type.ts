import { type ObjectSchema, both, object } from '../schema/schema.js';
import type { FactType } from './fact-type.js';

/** What is the same of every fact of a kind of aggregate whose facts lie open. */
interface OpenKind {
  readonly kind: string;
  /** Absent: the last fact is the whole state. */
  readonly head?: ObjectSchema;
  readonly bytesMax: number;
}

/** A type of fact that lies open, with the head where there is one. */
export function openType(
  definition: { readonly type: string; readonly fact: string; readonly open: ObjectSchema },
  { kind, head, bytesMax }: OpenKind,
): FactType {
  const { type, fact, open } = definition;
  return {
    type,
    fact,
    kind,
    version: 1,
    upcasters: [],
    open,
    sealed: object({}),
    data: head === undefined ? open : both(open, object({ head })),
    bytesMax,
  };
}
