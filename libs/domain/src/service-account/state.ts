import type { IdentityId, IdentityKind } from './facts.js';

/** One way a service proves who it is. */
export interface ServiceIdentity {
  readonly identity: IdentityId;
  readonly kind: IdentityKind;
  readonly publicKey?: string;
}

/** The head of a service's account: its identities by id, sorted. */
export interface ServiceAccount {
  readonly identities: readonly ServiceIdentity[];
}

export const initialServiceAccount: ServiceAccount = { identities: [] };
