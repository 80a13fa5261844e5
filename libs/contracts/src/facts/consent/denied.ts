import { object } from '../../schema/schema.js';
import { consentFact } from './consent-fact.js';

export const denied = consentFact({
  type: 'consent.denied',
  fact: 'AuthorisationDenied',
  open: object({}),
  sealed: object({}),
});
