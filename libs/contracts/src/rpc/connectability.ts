import { object, words } from '../schema/schema.js';
import { connectability, id, instant, userId } from '../schema/words.js';
import { explained } from './explanation.js';
import { reads } from './method.js';
import { PASTS } from './param-limits.js';

/** What `explain` may be told; `past` without `at` is about now, `at` without `past` reads `true`. */
export const explainParams = {
  viewer: userId,
  profile: id,
  at: instant,
  past: words(...PASTS),
};

/** Claim 4: what a user is told about another, and what the own state comes from. */
export const connectabilityMethods = {
  'connectability.get': reads({
    about: 'What the user is told about another; the same for the hidden and the non-existent',
    params: object({ user: userId }),
    result: object({ user: userId, state: connectability }),
    answeredBy: 'availability',
  }),
  explain: reads({
    about: 'Why the own state is, or at an instant was, what it is, as this viewer sees it',
    params: object({}, explainParams),
    result: explained,
    answeredBy: 'availability',
    refusals: [
      'unknown-profile',
      'no-active-profile',
      'at-future',
      'not-registered-then',
      'not-recorded',
      'past-too-long',
    ],
  }),
};
