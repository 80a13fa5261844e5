import { expect } from '@jest/globals';
import { aMode, aProfile, listed, NOON, ONE } from '../given.fixture.js';
import type { ProfileContext } from './decide.js';
import type { ProfileFact } from './facts.js';
import type { ProfileHead } from './state.js';

export const office = aMode('office', 1);
export const away = aMode('away', 2);
export const work = aProfile([office, away]);
export const home = aProfile([aMode('sofa', 1)], { profile: 'home' });
export const both = { profiles: [listed(home, 4), listed(work, 3)] };

/** Nothing is active. */
export const idle: ProfileContext = { head: both, now: NOON, zoneData: '2026a' };
/** `work` is active, with nothing by hand. */
export const atWork: ProfileContext = { ...idle, head: { ...both, active: 'work' }, active: work };
/** `work` is active, and `away` by hand. */
export const byHand = (until: string, now = NOON): ProfileContext => {
  const end = until === 'cleared' ? {} : { nextBoundary: until };
  const head: ProfileHead = { ...both, active: 'work', manual: { mode: 'away', until }, ...end };
  return { ...atWork, head, now };
};
export const settled = { covering: [], passed: [], zoneData: '2026a' };
export const late = { ...settled, passed: [{ at: ONE, covering: [], manualEnded: true }] };
export const unchanged = { unchanged: true };
export const refused = (code: string) => expect.objectContaining({ refused: code });
export const fact = (type: ProfileFact['type'], more: object) => ({ fact: { type, ...more } });
