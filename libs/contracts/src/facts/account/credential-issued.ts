import { object } from '../../schema/schema.js';
import { instant } from '../../schema/words.js';
import { accountFact, credentialId, credentialKind } from './account-fact.js';

export const credentialIssued = accountFact({
  type: 'account.credential-issued',
  fact: 'CredentialIssued',
  open: object(
    { credential: credentialId, kind: credentialKind },
    { replaces: credentialId, expiresAt: instant },
  ),
  sealed: object({}),
});
