import { compilePayload } from '@liaison/contracts';
import type { Declaration, Decision, Fault, RegistryFact } from '@liaison/domain';

/**
 * A declaration is taken only with schemas that events can be checked against. Faults point into it
 * as it was `sent`: the decision's own has its sets sorted.
 */
export function withFitSchemas(
  decision: Decision<RegistryFact>,
  sent: unknown,
): Decision<RegistryFact> {
  if (!('fact' in decision) || decision.fact.type !== 'ServiceDeclarationChanged') return decision;
  const faults = decision.fact.declaration.emits.flatMap(({ type, schema }): readonly Fault[] => {
    if (schema === undefined) return [];
    const compiled = compilePayload(schema);
    if (typeof compiled === 'function') return [];
    const place = (sent as Declaration).emits.findIndex((one) => one.type === type);
    return [{ ...compiled.fault, field: `/emits/${place}/schema${compiled.fault.field}` }];
  });
  return faults.length === 0 ? decision : { refused: 'invalid-declaration', faults };
}
