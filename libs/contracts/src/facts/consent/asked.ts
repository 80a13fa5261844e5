import { object } from '../../schema/schema.js';
import { consentFact } from './consent-fact.js';

export const asked = consentFact({
  type: 'consent.asked',
  fact: 'AuthorisationAsked',
  open: object({}),
  sealed: object({}),
});
