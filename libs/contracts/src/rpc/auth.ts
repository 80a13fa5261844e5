import { DISPLAY_NAME_CHARS_MAX } from '../facts/account/registered.js';
import { object, text } from '../schema/schema.js';
import { userId } from '../schema/words.js';
import { begins } from './method.js';
import { paramLimits } from './param-limits.js';

export const login = text(paramLimits.loginChars, 1);
export const displayName = text(DISPLAY_NAME_CHARS_MAX, 1);
export const password = text(paramLimits.passwordChars, 1);
export const token = text(paramLimits.tokenChars, 1);
/** Access token (5 minutes), refresh token (once), and whom they are for. */
export const tokens = object({ token, refresh: token, user: userId });

/** Claim 8: who is there. */
export const authMethods = {
  'auth.login': begins({
    about: 'Shows a password; on a connection, its token is replaced',
    params: object({ login, password }),
    result: tokens,
    answeredBy: 'auth',
    refusals: ['not-authenticated'],
  }),
  'auth.refresh': begins({
    about: 'Spends a refresh token for new tokens; on a connection, its token is replaced',
    params: object({ refresh: token }),
    result: tokens,
    answeredBy: 'auth',
    refusals: ['not-authenticated'],
  }),
};
