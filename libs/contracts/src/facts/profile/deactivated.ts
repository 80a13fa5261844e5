import { object } from '../../schema/schema.js';
import { id } from '../../schema/words.js';
import { profileFact } from './profile-fact.js';

export const deactivated = profileFact({
  type: 'profile.deactivated',
  fact: 'ProfileDeactivated',
  open: object({}),
  sealed: object({ profile: id }),
});
