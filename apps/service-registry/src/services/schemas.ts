import { compilePayload } from '@liaison/contracts';
import type { Decision, Fault, RegistryFact } from '@liaison/domain';

/** A declaration is taken only with schemas that events can be checked against. */
export function withFitSchemas(decision: Decision<RegistryFact>): Decision<RegistryFact> {
  if (!('fact' in decision) || decision.fact.type !== 'ServiceDeclarationChanged') return decision;
  const faults = decision.fact.declaration.emits.flatMap(({ type, schema }): readonly Fault[] => {
    if (schema === undefined) return [];
    const compiled = compilePayload(schema);
    if (typeof compiled === 'function') return [];
    // Sets are sorted by now, so a place among them would be another one than was sent.
    return [{ ...compiled.fault, message: `the schema of ${type}: ${compiled.fault.message}` }];
  });
  return faults.length === 0 ? decision : { refused: 'invalid-declaration', faults };
}
