/** Who plays: users, their terminals and profiles. Everything here anybody could upload. */

/** A terminal of the cast, by a name the story uses. */
export interface CastTerminal {
  readonly name: string;
  readonly user: string;
  readonly kind: 'phone' | 'softphone' | 'browser';
  /** Follows the calendar. */
  readonly calendar?: true;
}

export const TERMINALS: readonly CastTerminal[] = [
  { name: "alice's phone", user: 'alice', kind: 'phone' },
  { name: "alice's browser", user: 'alice', kind: 'browser' },
  { name: "alice's calendar", user: 'alice', kind: 'softphone', calendar: true },
  { name: "bob's phone", user: 'bob', kind: 'phone' },
  { name: "bob's softphone", user: 'bob', kind: 'softphone' },
  { name: "carol's phone", user: 'carol', kind: 'phone' },
  { name: "dave's phone", user: 'dave', kind: 'phone' },
  { name: "dave's browser", user: 'dave', kind: 'browser' },
];

/** Services that everybody activates. */
export const SERVICES = ['calendar', 'telephony', 'messaging'] as const;

const everyone = { everyone: true };
const available = { state: 'available' };
const base = { zone: 'Europe/Paris', authorisation: 'open' };

/** Profiles each user uploads, the first of them is the usual one. */
export const PROFILES: Readonly<Record<string, readonly Record<string, unknown>[]>> = {
  alice: [
    {
      ...base,
      profile: 'work',
      label: 'At work',
      contacts: ['bob', 'carol', 'dave'],
      defaultMode: 'office',
      modes: [
        mode('office', 1, available, everyone),
        mode(
          'driving',
          2,
          { state: 'transfer', number: '+33140000000' },
          { only: ['bob'], others: 'next' },
        ),
        mode('in-a-meeting', 3, { state: 'not-available' }, { except: ['bob'] }),
      ],
    },
    {
      ...base,
      profile: 'home',
      label: 'At home',
      contacts: ['carol'],
      defaultMode: 'evening',
      modes: [
        mode('evening', 1, available, { only: ['carol'] }),
        mode('in-a-meeting', 2, { state: 'not-available' }, everyone),
      ],
    },
  ],
  bob: [
    {
      ...base,
      profile: 'desk',
      label: 'At my desk',
      contacts: ['alice', 'carol', 'dave'],
      defaultMode: 'open-door',
      modes: [
        mode('open-door', 1, available, everyone),
        mode('away-from-dave', 2, available, { except: ['dave'] }),
      ],
    },
  ],
  carol: [
    {
      ...base,
      profile: 'studio',
      label: 'In the studio',
      contacts: ['alice', 'bob'],
      defaultMode: 'painting',
      modes: [mode('painting', 1, available, { only: ['alice', 'bob'] })],
    },
  ],
  dave: [
    {
      ...base,
      profile: 'shift',
      label: 'On shift',
      contacts: ['alice', 'bob', 'carol'],
      defaultMode: 'on-call',
      modes: [mode('on-call', 1, available, everyone)],
    },
  ],
};

function mode(name: string, order: number, availability: object, audience: object): object {
  return { mode: name, order, availability, audience, notification: 'immediate' };
}
