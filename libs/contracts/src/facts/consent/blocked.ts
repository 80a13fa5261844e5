import { object } from '../../schema/schema.js';
import { consentFact } from './consent-fact.js';

export const blocked = consentFact({
  type: 'consent.blocked',
  fact: 'ContactBlocked',
  open: object({}),
  sealed: object({}),
});
