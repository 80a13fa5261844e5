import { GRANTS_MAX, type RegistryFact, SERVICE_CONNECTIONS_MAX } from '@liaison/domain';
import { list, object, words } from '../../schema/schema.js';
import { id } from '../../schema/words.js';
import { factBytesMax } from '../bytes.js';
import type { FactType, Split } from '../fact-type.js';
import { openType } from '../open-type.js';
import { declaration } from './declaration.js';

export const grant = words('all-users');

const head = object(
  {
    status: words('registered', 'retired'),
    grants: list(grant, GRANTS_MAX),
    open: words('everyone', 'listed'),
    connections: list(id, SERVICE_CONNECTIONS_MAX),
  },
  { declaration },
);

/** A declaration lies in the head alone: written twice, it would not fit into its fact. */
type Of<N> = Omit<Extract<RegistryFact, { type: N }>, 'declaration'> & { readonly type: N };

/** A type of registry fact: it lies open, with the head. */
export function registryFact<N extends RegistryFact['type'], O, S>(
  definition: { readonly type: `registry.${string}`; readonly fact: N } & Split<Of<N>, O, S>,
): FactType {
  return openType(definition, { kind: 'registry', head, bytesMax: factBytesMax.registry });
}
