import { GRANTS_MAX, SERVICE_CONNECTIONS_MAX } from '../limits.js';
import type { DisconnectCause } from '../terminal/facts.js';
import type { ConnectionId, Decision, DomainRefusal, Instant } from '../words.js';
import type { Declaration } from './declaration.js';
import type { RegistryFact, ServiceGrant } from './facts.js';
import type { Registry } from './state.js';
import { validateDeclaration } from './validate.js';

type Decided = Decision<RegistryFact>;

/** An id names one service for ever: neither a living nor a retired one is registered again. */
export function registerService(registry: Registry): Decided {
  if (registry.status === 'absent') return { fact: { type: 'ServiceRegistered' } };
  return { refused: registry.status === 'retired' ? 'retired' : 'already-registered' };
}

/** For ever: its connections, grants and declaration go with it. */
export function retireService(registry: Registry): Decided {
  if (registry.status === 'retired') return { unchanged: true };
  if (registry.status === 'absent') return { refused: 'unknown-service' };
  return { fact: { type: 'ServiceRetired' } };
}

/** Takes a declaration as it was sent; the same one again changes nothing. */
export function declare(registry: Registry, command: { readonly declaration: unknown }): Decided {
  const refused = notRegistered(registry);
  if (refused) return { refused };
  const validated = validateDeclaration(command.declaration);
  if ('faults' in validated) return { refused: 'invalid-declaration', faults: validated.faults };
  const { declaration } = validated;
  if (isSame(registry, declaration)) return { unchanged: true };
  const version = (registry.declaration?.version ?? 0) + 1;
  return { fact: { type: 'ServiceDeclarationChanged', declaration, version } };
}

/** One process more of the service. */
export function connectService(
  registry: Registry,
  command: { readonly connection: ConnectionId },
): Decided {
  const refused = notRegistered(registry);
  if (refused) return { refused };
  if (registry.connections.includes(command.connection)) return { unchanged: true };
  if (registry.connections.length >= SERVICE_CONNECTIONS_MAX) {
    return { refused: 'too-many-connections' };
  }
  return { fact: { type: 'ServiceConnected', connection: command.connection } };
}

/** Ends this connection and no other. */
export function disconnectService(
  registry: Registry,
  command: {
    readonly connection: ConnectionId;
    readonly cause: DisconnectCause;
    readonly lastSeen: Instant;
  },
): Decided {
  const refused = notRegistered(registry);
  if (refused) return { refused };
  if (!registry.connections.includes(command.connection)) return { refused: 'not-connected' };
  const { connection, cause, lastSeen } = command;
  return { fact: { type: 'ServiceDisconnected', connection, cause, lastSeen } };
}

/** `all-users`: to act about users who have not activated the service. */
export function grantService(
  registry: Registry,
  command: { readonly grant: ServiceGrant },
): Decided {
  const refused = notRegistered(registry);
  if (refused) return { refused };
  if (registry.grants.includes(command.grant)) return { unchanged: true };
  if (registry.grants.length >= GRANTS_MAX) return { refused: 'too-many-grants' };
  return { fact: { type: 'ServiceGranted', grant: command.grant } };
}

export function withdrawServiceGrant(
  registry: Registry,
  command: { readonly grant: ServiceGrant },
): Decided {
  const refused = notRegistered(registry);
  if (refused) return { refused };
  if (!registry.grants.includes(command.grant)) return { refused: 'no-grant' };
  return { fact: { type: 'ServiceGrantWithdrawn', grant: command.grant } };
}

/** To everyone. */
export function openService(registry: Registry): Decided {
  const refused = notRegistered(registry);
  if (refused) return { refused };
  if (registry.open === 'everyone') return { unchanged: true };
  return { fact: { type: 'ServiceOpened', to: 'everyone' } };
}

/** To all but the users it is listed for. */
export function closeService(registry: Registry): Decided {
  const refused = notRegistered(registry);
  if (refused) return { refused };
  if (registry.open === 'listed') return { unchanged: true };
  return { fact: { type: 'ServiceClosed', to: 'listed' } };
}

/** Why this service can neither act nor be changed. */
export function notRegistered(registry: Registry): DomainRefusal | undefined {
  if (registry.status === 'retired') return 'retired';
  return registry.status === 'absent' ? 'unknown-service' : undefined;
}

/** Both are in canonical order, whoever has read them back: the same text is the same declaration. */
function isSame(registry: Registry, declaration: Declaration): boolean {
  if (registry.declaration === undefined) return false;
  const { version: _, ...before } = registry.declaration;
  const again = validateDeclaration(before);
  return (
    'declaration' in again && JSON.stringify(again.declaration) === JSON.stringify(declaration)
  );
}
