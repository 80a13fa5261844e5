import type { Doing } from './kind.js';
import type { People } from './people.js';
import { chosen, happens } from './step.js';

/** Ids of every user's profiles. */
export const PROFILES = ['home', 'trip', 'work'];
/** One that nobody has. */
export const UNKNOWN = 'no-such';

export const peopleOf = ({ stage }: Doing): People => stage.model.people;

/** One of the user's profiles, sometimes one that is not there. */
export function named(doing: Doing, die: number): string {
  const { step } = doing;
  if (happens(step, die, 4)) return UNKNOWN;
  const there = [...peopleOf(doing).of(step.user).documents.keys()].toSorted();
  const isThere = there.length > 0 && !happens(step, die, 15);
  return chosen(step, 0, isThere ? there : PROFILES);
}
