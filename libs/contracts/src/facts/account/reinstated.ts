import { object, text } from '../../schema/schema.js';
import { id } from '../../schema/words.js';
import { accountFact } from './account-fact.js';
import { NOTE_CHARS_MAX } from './suspended.js';

export const reinstated = accountFact({
  type: 'account.reinstated',
  fact: 'UserReinstated',
  open: object({ cause: id }),
  sealed: object({}, { note: text(NOTE_CHARS_MAX) }),
});
