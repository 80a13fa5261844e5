import { describe, expect, it } from '@jest/globals';
import { aMode, aProfile, listed, NOON, ONE, registered, transfer, TWO } from '../given.fixture.js';
import { PROFILES_MAX } from '../limits.js';
import {
  activateProfile,
  deactivateProfile,
  deleteProfile,
  uploadProfile,
  type ProfileContext,
} from './decide.js';
import {
  atWork,
  byHand,
  fact,
  home,
  idle,
  late,
  office,
  refused,
  settled,
  unchanged,
  work,
} from './profile.fixture.js';

const { terminals } = registered;
const activated = (more: object) => fact('ProfileActivated', { ...settled, ...more });

const upload = (context: ProfileContext, document = work, expectedVersion?: number) =>
  uploadProfile(context, {
    document,
    terminals,
    ...(expectedVersion === undefined ? {} : { expectedVersion }),
  });

const activate = (
  context: ProfileContext,
  document: typeof work | undefined,
  manual?: { mode: string; until?: string },
) =>
  activateProfile(context, {
    profile: document?.profile ?? 'other',
    document,
    ...(manual ? { manual } : {}),
  });

describe('a profile is uploaded', () => {
  const other = aProfile([office], { profile: 'other' });
  const rule = { start: '2026-01-05T09:00', end: '2026-01-05T17:30' };
  const withRules = aProfile([aMode('office', 1, { rules: [rule] })], { profile: 'other' });
  const p3 = aProfile([office], { profile: 'p3' });
  const many = Array.from({ length: PROFILES_MAX }, (_, index) =>
    listed(aProfile([office], { profile: `p${index}` })),
  );

  it.each([
    ['new', upload(idle, other), fact('ProfileUploaded', { document: other, ...settled })],
    [
      'beside an active one',
      upload(atWork, home, 4),
      fact('ProfileUploaded', { document: home, ...settled }),
    ],
    [
      'over its last version',
      upload(atWork, work, 3),
      fact('ProfileUploaded', { document: work, ...settled }),
    ],
    ['again as if it were new', upload(idle, work), refused('version-conflict')],
    ['over an older version', upload(idle, work, 2), refused('version-conflict')],
    ['over a version of none', upload(idle, other, 3), refused('version-conflict')],
    [
      'as the seventeenth',
      upload({ ...idle, head: { profiles: many } }, other),
      refused('too-many-profiles'),
    ],
    [
      'over the last of sixteen',
      upload({ ...idle, head: { profiles: many } }, p3, 1),
      fact('ProfileUploaded', { document: p3, ...settled }),
    ],
    [
      'with rules',
      upload(idle, withRules),
      fact('ProfileUploaded', { document: withRules, ...settled }),
    ],
  ])('%s', (_, decided, expected) => expect(decided).toEqual(expected));

  it('without the mode that is active by hand: a conflict, until that has ended', () => {
    const without = aProfile([office]);
    expect(upload(byHand('cleared'), without, 3)).toEqual(refused('in-use'));
    expect(upload(byHand(ONE, NOON), without, 3)).toEqual(refused('in-use'));
    const ended = upload(byHand(ONE, ONE), without, 3);
    expect(ended).toEqual(fact('ProfileUploaded', { document: without, ...late }));
    const inactive = aProfile([office], { profile: 'home' });
    expect(upload(byHand('cleared'), inactive, 4)).toMatchObject({ fact: { document: inactive } });
  });

  it('C2.3 with a terminal or a number its owner may not name: every fault is told', () => {
    const number = '+33140000000';
    const document = aProfile([
      aMode('a', 1, { transferTerminal: 'phone' }),
      aMode('b', 2, { transferTerminal: 'hers' }),
      aMode('c', 3, { availability: transfer, transferTerminal: 'constructor' }),
    ]);
    const own = [...terminals, { terminal: 'car', kind: 'phone', label: 'Car', number } as const];
    expect(uploadProfile(idle, { document, terminals: own })).toEqual({
      refused: 'invalid-profile',
      faults: [
        { field: '/modes/1/transferTerminal', message: expect.any(String) },
        { field: '/modes/2/availability/number', message: expect.any(String) },
        { field: '/modes/2/transferTerminal', message: expect.any(String) },
      ],
    });
  });
});

describe('a profile is deleted', () => {
  it.each([
    ['unknown', deleteProfile(idle, { profile: 'other' }), refused('unknown-profile')],
    ['active', deleteProfile(atWork, { profile: 'work' }), refused('in-use')],
    [
      'inactive',
      deleteProfile(atWork, { profile: 'home' }),
      fact('ProfileDeleted', { profile: 'home', ...settled }),
    ],
    [
      'late',
      deleteProfile(byHand(ONE, TWO), { profile: 'home' }),
      fact('ProfileDeleted', { profile: 'home', ...late }),
    ],
  ])('%s', (_, decided, expected) => expect(decided).toEqual(expected));
});

describe('a profile is activated', () => {
  it.each([
    ['unknown', activate(idle, undefined), refused('unknown-profile')],
    [
      'deleted since',
      activate(idle, aProfile([office], { profile: 'old' })),
      refused('unknown-profile'),
    ],
    ['first', activate(idle, work), activated({ profile: 'work' })],
    ['after another', activate(atWork, home), activated({ profile: 'home', replaced: 'work' })],
    [
      'after another by hand',
      activate(byHand('cleared'), home),
      activated({ profile: 'home', replaced: 'work' }),
    ],
    ['again', activate(atWork, work), unchanged],
    ['again, with a mode by hand', activate(byHand('cleared'), work), unchanged],
    [
      'with a mode',
      activate(idle, work, { mode: 'away' }),
      activated({ profile: 'work', mode: 'away', until: 'cleared' }),
    ],
    [
      'with a mode until one',
      activate(idle, work, { mode: 'away', until: ONE }),
      activated({ profile: 'work', mode: 'away', until: ONE }),
    ],
    [
      'again, with a mode',
      activate(atWork, work, { mode: 'away' }),
      activated({ profile: 'work', mode: 'away', until: 'cleared' }),
    ],
    ['again, with the same mode', activate(byHand('cleared'), work, { mode: 'away' }), unchanged],
    [
      'again, with the same mode for less',
      activate(byHand('cleared'), work, { mode: 'away', until: ONE }),
      activated({ profile: 'work', mode: 'away', until: ONE }),
    ],
    ['with a mode of another', activate(atWork, home, { mode: 'office' }), refused('unknown-mode')],
    [
      'until an instant past',
      activate(idle, work, { mode: 'away', until: NOON }),
      refused('until-past'),
    ],
    [
      'until the next change',
      activate(idle, work, { mode: 'away', until: 'next-change' }),
      activated({ profile: 'work', mode: 'away', until: 'cleared' }),
    ],
    [
      'late',
      activate(byHand(ONE, ONE), home),
      activated({ profile: 'home', replaced: 'work', ...late }),
    ],
  ])('%s', (_, decided, expected) => expect(decided).toEqual(expected));
});

describe('a profile is deactivated', () => {
  it.each([
    ['unknown', deactivateProfile(idle, { profile: 'other' }), refused('unknown-profile')],
    ['inactive', deactivateProfile(atWork, { profile: 'home' }), unchanged],
    ['none active', deactivateProfile(idle, { profile: 'home' }), unchanged],
    [
      'active',
      deactivateProfile(atWork, { profile: 'work' }),
      fact('ProfileDeactivated', { profile: 'work', ...settled }),
    ],
    [
      'late',
      deactivateProfile(byHand(ONE, ONE), { profile: 'work' }),
      fact('ProfileDeactivated', { profile: 'work', ...late }),
    ],
  ])('%s', (_, decided, expected) => expect(decided).toEqual(expected));
});
