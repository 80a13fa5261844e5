import { object, text } from '../../schema/schema.js';
import { accountFact } from './account-fact.js';

export const LOGIN_CHARS_MAX = 254;
export const DISPLAY_NAME_CHARS_MAX = 128;

export const registered = accountFact({
  type: 'account.registered',
  fact: 'UserRegistered',
  open: object({}),
  sealed: object({
    login: text(LOGIN_CHARS_MAX, 1),
    displayName: text(DISPLAY_NAME_CHARS_MAX, 1),
  }),
});
