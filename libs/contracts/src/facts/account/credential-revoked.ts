import { object } from '../../schema/schema.js';
import { id } from '../../schema/words.js';
import { accountFact, credentialId } from './account-fact.js';

export const credentialRevoked = accountFact({
  type: 'account.credential-revoked',
  fact: 'CredentialRevoked',
  open: object({ credential: credentialId, cause: id }),
  sealed: object({}),
});
