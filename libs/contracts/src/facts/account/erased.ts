import { object, words } from '../../schema/schema.js';
import { boxlessAccountFact } from './account-fact.js';

export const erased = boxlessAccountFact({
  type: 'account.erased',
  fact: 'UserErased',
  open: object({ by: words('self', 'operator') }),
  sealed: object({}),
});
