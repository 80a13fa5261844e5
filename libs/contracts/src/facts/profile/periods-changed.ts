import { object } from '../../schema/schema.js';
import { instant } from '../../schema/words.js';
import { profileFact } from './profile-fact.js';

export const periodsChanged = profileFact({
  type: 'profile.periods-changed',
  fact: 'PeriodsChanged',
  open: object({ effectiveAt: instant }),
  sealed: object({}),
});
