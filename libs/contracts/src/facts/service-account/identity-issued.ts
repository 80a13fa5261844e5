import { object } from '../../schema/schema.js';
import { id } from '../../schema/words.js';
import { identityKind, publicKey, serviceAccountFact } from './service-account-fact.js';

export const identityIssued = serviceAccountFact({
  type: 'service-account.identity-issued',
  fact: 'ServiceIdentityIssued',
  open: object({ identity: id, kind: identityKind }, { publicKey }),
  sealed: object({}),
});
