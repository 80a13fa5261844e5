import { validateProfile } from './validate.js';

export type Json = Record<string, unknown>;
export const office = {
  mode: 'office',
  order: 1,
  availability: { state: 'available' },
  audience: { everyone: true },
  notification: 'immediate',
  rules: [
    {
      start: '2026-01-05T09:00',
      end: '2026-01-05T17:30',
      recur: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR',
    },
  ],
};
export const driving = {
  mode: 'driving',
  order: 2,
  availability: { state: 'transfer', number: '+33140000000' },
  transferTerminal: 'car',
  audience: { only: ['bob'], others: 'next' },
  notification: 'deferred',
};
export const away = {
  mode: 'away',
  order: 3,
  availability: { state: 'not-available' },
  audience: { except: ['carol'] },
  notification: 'on-request',
};
export const work = {
  profile: 'work',
  label: 'At work',
  zone: 'Europe/Paris',
  contacts: ['bob', 'carol'],
  authorisation: 'open',
  defaultMode: 'away',
  modes: [office, driving, away],
};

/** Where faults are found in `work` with these members changed; `undefined` takes one out. */
export function faultsOf(changes: Json): readonly string[] {
  const result = validateProfile(without({ ...work, ...changes }));
  return 'faults' in result ? result.faults.map((fault) => fault.field) : [];
}

/** The same for the mode `away`. */
export function modeFaults(changes: Json): readonly string[] {
  return faultsOf({ modes: [office, driving, without({ ...away, ...changes })] });
}

function without(value: Json): Json {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
}

export const long = (length: number) => 'x'.repeat(length);
