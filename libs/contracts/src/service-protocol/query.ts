import { type TypeOf, object, oneOf, text } from '../schema/schema.js';
import { id, instant, userId } from '../schema/words.js';

const CALLER_CHARS_MAX = 128;

/**
 * What a service may ask, one key a query. A `caller` who is no registered user (a call number, say)
 * is foreign.
 */
export const queries = {
  connectability: object({ viewer: userId, user: userId }),
  availability: object({ user: userId }, { profile: id, at: instant }),
  'call-target': object({ user: userId }, { caller: text(CALLER_CHARS_MAX, 1) }),
} as const;

/** `query`: `{"call-target": {user, caller?}}`. */
export const queryRequest = oneOf(
  object({ connectability: queries.connectability }),
  object({ availability: queries.availability }),
  object({ 'call-target': queries['call-target'] }),
);
export type ServiceQuery = TypeOf<typeof queryRequest>;
