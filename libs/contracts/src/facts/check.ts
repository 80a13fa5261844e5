import type { Fault } from '@liaison/domain';
import { checkFirst } from '../schema/check.js';
import type { Fact, JsonObject } from './envelope.js';
import { boxSchemas, factSchemaOf } from './schemas.js';

/**
 * What is wrong with a fact about to be appended: its envelope and open data against the closed
 * schema of its type. Not for replay. Throws `UnknownFactType`.
 */
export function checkFact(fact: Fact): readonly Fault[] {
  return checkFirst(factSchemaOf(fact.type), fact);
}

/** What is wrong with a box about to be sealed, by the fact's whole type. Not for replay. */
export function checkBox(whole: string, box: JsonObject | undefined): readonly Fault[] {
  const schema = boxSchemas.get(whole);
  if (schema !== undefined) return checkFirst(schema, box);
  return box === undefined ? [] : [{ field: '/sealed', message: 'this type of fact has no box' }];
}
