import { object } from '../../schema/schema.js';
import { instant } from '../../schema/words.js';
import { consentFact } from './consent-fact.js';

export const granted = consentFact({
  type: 'consent.granted',
  fact: 'AuthorisationGranted',
  open: object({}, { expiresAt: instant }),
  sealed: object({}),
});
