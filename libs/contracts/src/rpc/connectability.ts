import { object, words } from '../schema/schema.js';
import { connectability, id, instant, userId } from '../schema/words.js';
import { explanation } from './explanation.js';
import { reads } from './method.js';

/** Claim 4: what a user is told about another, and what the own state comes from. */
export const connectabilityMethods = {
  'connectability.get': reads({
    about: 'What the user is told about another; the same for the hidden and the non-existent',
    params: object({ user: userId }),
    result: object({ user: userId, state: connectability }),
    answeredBy: 'availability',
  }),
  explain: reads({
    about: 'Why the own state is what it is, as this viewer sees it',
    params: object(
      {},
      { viewer: userId, profile: id, at: instant, past: words('true', 'held', 'shown') },
    ),
    result: explanation,
    answeredBy: 'availability',
    refusals: ['unknown-profile', 'no-active-profile'],
  }),
};
