import { object } from '../../schema/schema.js';
import { consentFact } from './consent-fact.js';

export const withdrawn = consentFact({
  type: 'consent.withdrawn',
  fact: 'AuthorisationWithdrawn',
  open: object({}),
  sealed: object({}),
});
