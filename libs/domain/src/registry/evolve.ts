import type { Stamp } from '../words.js';
import type { RegistryFact } from './facts.js';
import type { Registry } from './state.js';

/** The service after one more fact. A retired one keeps nothing that could still act. */
export function evolveRegistry(registry: Registry, fact: RegistryFact, _stamp: Stamp): Registry {
  switch (fact.type) {
    case 'ServiceRegistered':
      return { ...registry, status: 'registered' };
    case 'ServiceDeclarationChanged':
      return { ...registry, declaration: { ...fact.declaration, version: fact.version } };
    case 'ServiceConnected':
      return { ...registry, connections: withMember(registry.connections, fact.connection) };
    case 'ServiceDisconnected':
      return { ...registry, connections: without(registry.connections, fact.connection) };
    case 'ServiceGranted':
      return { ...registry, grants: withMember(registry.grants, fact.grant) };
    case 'ServiceGrantWithdrawn':
      return { ...registry, grants: without(registry.grants, fact.grant) };
    case 'ServiceOpened':
    case 'ServiceClosed':
      return { ...registry, open: fact.to };
    case 'ServiceRetired':
      return { status: 'retired', grants: [], open: 'listed', connections: [] };
  }
}

function withMember<T extends string>(set: readonly T[], member: T): readonly T[] {
  return [...without(set, member), member].sort();
}

function without<T extends string>(set: readonly T[], member: T): readonly T[] {
  return set.filter((one) => one !== member);
}
