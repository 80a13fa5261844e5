import { list, object } from '../../schema/schema.js';
import { id } from '../../schema/words.js';
import { boxlessAccountFact } from './account-fact.js';

/** Stores one erasure can name. */
const STORES_MAX = 32;

export const erasureCompleted = boxlessAccountFact({
  type: 'account.erasure-completed',
  fact: 'UserErasureCompleted',
  open: object({ stores: list(id, STORES_MAX) }),
  sealed: object({}),
});
