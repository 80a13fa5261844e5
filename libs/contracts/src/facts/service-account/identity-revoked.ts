import { object } from '../../schema/schema.js';
import { id } from '../../schema/words.js';
import { serviceAccountFact } from './service-account-fact.js';

export const identityRevoked = serviceAccountFact({
  type: 'service-account.identity-revoked',
  fact: 'ServiceIdentityRevoked',
  open: object({ identity: id, cause: id }),
  sealed: object({}),
});
