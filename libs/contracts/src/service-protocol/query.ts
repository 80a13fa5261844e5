import { type TypeOf, either, object, oneOf, text } from '../schema/schema.js';
import { availabilityState, connectability, id, instant, userId } from '../schema/words.js';
import { callTargetAnswer } from './call-target.js';

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

/** What the viewer is told about the user: `unknown` too where the service may not ask as this viewer. */
export const connectabilityAnswer = object({ user: userId, state: connectability });
export type ConnectabilityAnswer = TypeOf<typeof connectabilityAnswer>;

/** What the user's profile says, to whomever: `unknown` too where the service may not ask about them. */
export const availabilityAnswer = object({ user: userId, availability: availabilityState });
export type AvailabilityAnswer = TypeOf<typeof availabilityAnswer>;

/** Each query has an answer of its own shape. */
export const queryAnswer = either(callTargetAnswer, connectabilityAnswer, availabilityAnswer);
