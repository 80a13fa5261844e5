import { modeOf, profileOf } from '../harness/people.js';
import type { Shown } from './plan.js';

/** For whom the document is made, and when the period of which mode begins, if it has one. */
export interface DocumentFor {
  readonly viewer: string;
  readonly end: string;
  readonly period?: 'hidden' | 'away' | undefined;
}

const NUMBER = '+33140000000';
const LOCAL_CHARS = 'YYYY-MM-DDTHH:mm'.length;
const HOUR_MS = 3_600_000;

const state = (name: string): Record<string, unknown> => ({
  availability: name === 'transfer' ? { state: name, number: NUMBER } : { state: name },
});

/** A target's profile: what it shows by default, and modes to hide with. */
export function documentOf(shown: Shown, { viewer, end, period }: DocumentFor): object {
  const audiences = {
    everyone: { everyone: true },
    only: { only: [viewer] },
    except: { except: ['somebody'] },
  };
  const begins = end.slice(0, LOCAL_CHARS);
  const ends = new Date(Date.parse(end) + HOUR_MS).toISOString().slice(0, LOCAL_CHARS);
  const rulesOf = (mode: string): object =>
    mode === period ? { rules: [{ start: begins, end: ends }] } : {};
  return profileOf({
    profile: 'home',
    zone: 'UTC',
    authorisation: shown.authorisation,
    modes: [
      modeOf('office', 1, { ...state(shown.state), audience: audiences[shown.audience] }),
      modeOf('hidden', 2, { ...state('unknown'), ...rulesOf('hidden') }),
      modeOf('nobody', 3, { audience: { only: [] } }),
      modeOf('private', 4, { audience: { except: [viewer] } }),
      modeOf('away', 5, { ...state('not-available'), ...rulesOf('away') }),
      modeOf('driving', 6, state('transfer')),
    ],
  });
}
