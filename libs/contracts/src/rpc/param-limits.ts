import { LABEL_CHARS_MAX } from '../facts/account/account-fact.js';
import { LOGIN_CHARS_MAX } from '../facts/account/registered.js';

/** Of `explain`: what was so, what the server held, what was shown. */
export const PASTS = ['true', 'held', 'shown'] as const;

/** What members of params may hold: said in their schemas, and in the gateway's words for people. */
export const paramLimits = {
  loginChars: LOGIN_CHARS_MAX,
  passwordChars: 1_024,
  tokenChars: 2_048,
  labelChars: LABEL_CHARS_MAX,
  operationChars: 128,
  /** How long a terminal waits for a service's answer. */
  callMs: 30_000,
} as const;
