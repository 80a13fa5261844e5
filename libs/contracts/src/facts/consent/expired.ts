import { object } from '../../schema/schema.js';
import { instant } from '../../schema/words.js';
import { consentFact } from './consent-fact.js';

export const expired = consentFact({
  type: 'consent.expired',
  fact: 'AuthorisationExpired',
  open: object({ effectiveAt: instant }),
  sealed: object({}),
});
