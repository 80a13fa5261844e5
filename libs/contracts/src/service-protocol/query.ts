import { type TypeOf, object, oneOf } from '../schema/schema.js';
import { id, instant, userId } from '../schema/words.js';

/** What a service may ask, one key a query. */
export const queries = {
  connectability: object({ viewer: userId, user: userId }),
  availability: object({ user: userId }, { profile: id, at: instant }),
  'call-target': object({ user: userId }, { caller: userId }),
} as const;

/** `query`: `{"call-target": {user, caller?}}`. */
export const queryRequest = oneOf(
  object({ connectability: queries.connectability }),
  object({ availability: queries.availability }),
  object({ 'call-target': queries['call-target'] }),
);
export type ServiceQuery = TypeOf<typeof queryRequest>;
