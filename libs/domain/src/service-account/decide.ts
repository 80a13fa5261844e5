import { IDENTITIES_MAX } from '../limits.js';
import { notRegistered } from '../registry/decide.js';
import type { Registry } from '../registry/state.js';
import type { Decision } from '../words.js';
import type { IdentityId, IdentityKind, ServiceAccountFact } from './facts.js';
import type { ServiceAccount } from './state.js';

type Decided = Decision<ServiceAccountFact>;

/**
 * `identity` is minted by the caller and never used twice. `registry` is the service's: checked, never
 * guarded.
 */
export function issueIdentity(
  account: ServiceAccount,
  command: {
    readonly identity: IdentityId;
    readonly kind: IdentityKind;
    readonly publicKey?: string;
  },
  registry: Registry,
): Decided {
  const refused = notRegistered(registry);
  if (refused) return { refused };
  const { identity, kind, publicKey } = command;
  if ((kind === 'nkey') !== (publicKey !== undefined)) {
    return { refused: 'malformed', field: '/publicKey' };
  }
  const held = account.identities;
  if (held.some((one) => one.identity === identity)) {
    return { refused: 'in-use', field: '/identity' };
  }
  if (publicKey !== undefined && held.some((one) => one.publicKey === publicKey)) {
    return { refused: 'in-use', field: '/publicKey' };
  }
  if (held.length >= IDENTITIES_MAX) return { refused: 'too-many-identities' };
  const key = publicKey === undefined ? {} : { publicKey };
  return { fact: { type: 'ServiceIdentityIssued', identity, kind, ...key } };
}

/** Also of a retired service. */
export function revokeIdentity(
  account: ServiceAccount,
  command: { readonly identity: IdentityId; readonly cause: string },
): Decided {
  if (!account.identities.some(({ identity }) => identity === command.identity)) {
    return { refused: 'unknown-identity', field: '/identity' };
  }
  const { identity, cause } = command;
  return { fact: { type: 'ServiceIdentityRevoked', identity, cause } };
}
