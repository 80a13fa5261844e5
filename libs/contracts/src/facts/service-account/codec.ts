import {
  type ServiceAccount,
  type ServiceAccountFact,
  evolveServiceAccount,
  initialServiceAccount,
} from '@liaison/domain';
import type { AggregateCodec } from '../codec.js';
import type { JsonObject } from '../envelope.js';
import { member, pick, take } from '../fields.js';
import { TypeTable } from '../type-table.js';
import { identityIssued } from './identity-issued.js';
import { identityRevoked } from './identity-revoked.js';

/** What auth records of a service's account. */
export const serviceAccountFactTypes = [identityIssued, identityRevoked];

const table = new TypeTable(serviceAccountFactTypes);

/** Facts of services' accounts: all open, the head with them; a secret is never in one. */
export const serviceAccountCodec: AggregateCodec<ServiceAccountFact, ServiceAccount> = {
  kind: 'service-account',
  initial: initialServiceAccount,
  evolve: evolveServiceAccount,
  encode(fact, after) {
    const { type, open } = table.of(fact.type);
    return { type, data: { ...pick(fact, open), head: after as unknown as JsonObject } };
  },
  decode(whole, data) {
    const { type, body } = table.read(whole, { data, box: undefined });
    const fact: Record<string, unknown> = { type: type.fact };
    take(fact, body.data, type.open);
    return {
      fact: fact as unknown as ServiceAccountFact,
      head: member(body.data, 'head') as unknown as ServiceAccount,
    };
  },
};
