import { object } from '../../schema/schema.js';
import { consentFact } from './consent-fact.js';

export const retracted = consentFact({
  type: 'consent.retracted',
  fact: 'AuthorisationRetracted',
  open: object({}),
  sealed: object({}),
});
