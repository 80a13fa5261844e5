import { object } from '../../schema/schema.js';
import { id, instant } from '../../schema/words.js';
import { accountFact, credentialKind } from './account-fact.js';

export const credentialIssued = accountFact({
  type: 'account.credential-issued',
  fact: 'CredentialIssued',
  open: object({ credential: id, kind: credentialKind }, { replaces: id, expiresAt: instant }),
  sealed: object({}),
});
