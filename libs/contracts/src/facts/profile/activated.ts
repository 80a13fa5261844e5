import { object } from '../../schema/schema.js';
import { id } from '../../schema/words.js';
import { profileFact, until } from './profile-fact.js';

export const activated = profileFact({
  type: 'profile.activated',
  fact: 'ProfileActivated',
  open: object({}),
  sealed: object({ profile: id }, { mode: id, until, replaced: id }),
});
