import { integer, object } from '../../schema/schema.js';
import { id } from '../../schema/words.js';
import { profileFact, until } from './profile-fact.js';

export const modeCleared = profileFact({
  type: 'profile.mode-cleared',
  fact: 'ModeCleared',
  open: object({}),
  sealed: object({ profile: id, version: integer(1), mode: id, until }),
});
