import { object } from '../../schema/schema.js';
import { id } from '../../schema/words.js';
import { profileFact } from './profile-fact.js';

export const deleted = profileFact({
  type: 'profile.deleted',
  fact: 'ProfileDeleted',
  open: object({}),
  sealed: object({ profile: id }),
});
