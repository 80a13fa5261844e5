import {
  type ServiceAccount,
  type ServiceAccountFact,
  evolveServiceAccount,
  initialServiceAccount,
} from '@liaison/domain';
import type { AggregateCodec } from '../codec.js';
import { headedCodec } from '../open-codec.js';
import { identityIssued } from './identity-issued.js';
import { identityRevoked } from './identity-revoked.js';

/** What auth records of a service's account. */
export const serviceAccountFactTypes = [identityIssued, identityRevoked];

/** Facts of services' accounts: all open, the head with them; a secret is never in one. */
export const serviceAccountCodec: AggregateCodec<ServiceAccountFact, ServiceAccount> = headedCodec(
  serviceAccountFactTypes,
  {
    kind: 'service-account',
    initial: initialServiceAccount,
    evolve: evolveServiceAccount,
  },
);
