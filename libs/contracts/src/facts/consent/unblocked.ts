import { object } from '../../schema/schema.js';
import { consentFact } from './consent-fact.js';

export const unblocked = consentFact({
  type: 'consent.unblocked',
  fact: 'ContactUnblocked',
  open: object({}),
  sealed: object({}),
});
