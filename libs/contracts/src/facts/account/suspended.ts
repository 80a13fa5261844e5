import { object, text } from '../../schema/schema.js';
import { id } from '../../schema/words.js';
import { accountFact } from './account-fact.js';

export const NOTE_CHARS_MAX = 256;

export const suspended = accountFact({
  type: 'account.suspended',
  fact: 'UserSuspended',
  open: object({ cause: id }),
  sealed: object({}, { note: text(NOTE_CHARS_MAX) }),
});
