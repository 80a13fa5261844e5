import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  type Person,
  addPerson,
  connectAgain,
  connectNew,
  modeOf,
  profileOf,
} from '../harness/people.js';
import { caughtUp, replaceProfile, toldOwnMode, useProfile } from '../harness/profiles.js';
import { System } from '../harness/system.js';
import type { Terminal } from '../harness/terminal.js';

let system: System;
beforeAll(async () => {
  system = await System.start({ replicas: { gateway: 2 } });
});
afterAll(async () => system?.stop());

const transfer = { state: 'transfer', number: '+33140000000' };

async function connected(
  name: string,
  gateway = 0,
): Promise<Person & { terminal: Terminal; id: string }> {
  const person = await addPerson(system, name);
  return { ...person, ...(await connectNew(system, person, { gateway })) };
}

async function watching(users: readonly string[]): Promise<Person & { terminal: Terminal }> {
  const viewer = await connected('viewer', 1);
  await useProfile(viewer.terminal, profileOf({ contacts: users }));
  return viewer;
}

it('C2.1 a mode has one of four availability states, and each tells contacts its own', async () => {
  const alice = await connected('alice');
  await alice.terminal.call('profile.upload', {
    profile: profileOf({
      modes: [
        modeOf('here', 1),
        modeOf('busy', 2, { availability: { state: 'not-available' } }),
        modeOf('elsewhere', 3, { availability: transfer }),
        modeOf('private', 4, { availability: { state: 'unknown' } }),
      ],
      defaultMode: 'private',
    }),
  });
  const viewer = await watching([alice.user]);
  await alice.terminal.call('profile.activate', { profile: 'work' });
  for (const [mode, state] of [
    ['here', 'connectable'],
    ['busy', 'not-connectable'],
    ['elsewhere', 'in-transfer'],
    ['private', 'unknown'],
  ] as const) {
    await alice.terminal.call('mode.activate', { mode });
    await viewer.terminal.shows(alice.user, state);
    await toldOwnMode(alice.terminal, mode);
    expect(alice.terminal.own()['state']).toBe(state);
  }
});

const refusedStates: readonly [string, Record<string, unknown>, string][] = [
  ['another word', { state: 'busy' }, 'state'],
  ['other letters', { state: 'Available' }, 'state'],
  ['a state that is a connectability', { state: 'connectable' }, 'state'],
  ['no state', {}, 'state'],
  ['a state that is no text', { state: 1 }, 'state'],
  ['a transfer without a number', { state: 'transfer' }, 'number'],
  ['a transfer to an empty number', { state: 'transfer', number: '' }, 'number'],
  ['a transfer to nothing', { state: 'transfer', number: null }, 'number'],
  ['a number as people write it', { state: 'transfer', number: '+33 1 40 00 00 00' }, 'number'],
  ['a number without its country', { state: 'transfer', number: '0140000000' }, 'number'],
  ['a number that no country has', { state: 'transfer', number: '+33040000000' }, 'number'],
  ['a number where there is no transfer', { state: 'available', number: '+33140000000' }, 'number'],
];

it('C2.1 anything else, or a transfer without a valid number, is refused and names its place', async () => {
  const { terminal } = await connected('alice');
  for (const [what, availability, member] of refusedStates) {
    const profile = profileOf({ modes: [modeOf('office', 1, { availability })] });
    const { refusal, data } = await terminal.refused('profile.upload', { profile });
    const faults = data?.['faults'] as { field: string }[];
    expect([what, refusal, faults.map(({ field }) => field)]).toEqual([
      what,
      'invalid-profile',
      [`/modes/0/availability/${member}`],
    ]);
  }
  expect(await terminal.call('profile.list')).toEqual({ items: [] });
});

const inCar = (transferTerminal: string): Record<string, unknown> =>
  profileOf({
    modes: [modeOf('office', 1), modeOf('car', 2, { transferTerminal, availability: transfer })],
  });

it('C2.3 a transfer terminal is one of the owner’s own, or the profile is refused', async () => {
  const [alice, bob] = [await connected('alice'), await connected('bob')];
  for (const transferTerminal of ['no-such-terminal', bob.id]) {
    const refusal = await alice.terminal.refused('profile.upload', {
      profile: inCar(transferTerminal),
    });
    expect(refusal.refusal).toBe('invalid-profile');
    expect(refusal.data?.['faults']).toEqual([
      { field: '/modes/1/transferTerminal', message: expect.any(String) },
    ]);
  }
  await alice.terminal.call('profile.upload', { profile: inCar(alice.id) });
  const read = await alice.terminal.call<{ profile: { modes: Record<string, unknown>[] } }>(
    'profile.get',
    { profile: 'work' },
  );
  expect(read.profile.modes[1]?.['transferTerminal']).toBe(alice.id);
});

it('C2.3 a transfer terminal may be removed: it is kicked, and counts as not connected', async () => {
  const alice = await connected('alice');
  const car = await connectNew(system, alice, { kind: 'phone', gateway: 1 });
  await useProfile(alice.terminal, inCar(car.id));
  const viewer = await watching([alice.user]);
  await viewer.terminal.shows(alice.user, 'connectable');

  const closing = car.terminal.next(({ method }) => method === 'closing', 15_000, 0);
  expect(await alice.terminal.call('terminal.remove', { terminal: car.id })).toEqual({
    changed: true,
  });
  expect((await closing).params['code']).toBe('kicked');
  await car.terminal.closed;
  await expect(connectAgain(system, car)).rejects.toMatchObject({ refusal: 'unknown-terminal' });

  // The mode that names it still works; an upload has to leave it out now.
  await alice.terminal.call('mode.activate', { mode: 'car' });
  await viewer.terminal.shows(alice.user, 'in-transfer');
  await alice.terminal.call('mode.clear');
  await viewer.terminal.shows(alice.user, 'connectable');
  const again = { profile: inCar(car.id), expectedVersion: 1 };
  expect((await alice.terminal.refused('profile.upload', again)).refusal).toBe('invalid-profile');
  await replaceProfile(alice.terminal, inCar(alice.id));
  await alice.terminal.call('terminal.disconnect');
  await viewer.terminal.shows(alice.user, 'not-connectable');
});

it('C2.3 the removal of the only connected terminal leaves its user not connectable', async () => {
  const alice = await connected('alice');
  await useProfile(alice.terminal, inCar(alice.id));
  const viewer = await watching([alice.user]);
  await viewer.terminal.shows(alice.user, 'connectable');
  // By an operator: a terminal that removes itself may be gone before it is answered.
  await system.command('auth', 'terminal.remove', { user: alice.user, terminal: alice.id });
  await alice.terminal.closed;
  await viewer.terminal.shows(alice.user, 'not-connectable');
});

it('C2.5 at one moment two viewers are told different states by two modes of one profile', async () => {
  const alice = await connected('alice');
  const [bob, carol, dave] = [
    await watching([alice.user]),
    await watching([alice.user]),
    await watching([alice.user]),
  ];
  await useProfile(
    alice.terminal,
    profileOf({
      modes: [
        modeOf('office', 1, { audience: { except: [dave.user] } }),
        modeOf('driving', 2, {
          availability: transfer,
          audience: { only: [bob.user], others: 'next' },
        }),
        modeOf('asleep', 3, {
          availability: { state: 'not-available' },
          audience: { only: [carol.user] },
        }),
      ],
    }),
  );
  await bob.terminal.shows(alice.user, 'connectable');
  await carol.terminal.shows(alice.user, 'connectable');
  await alice.terminal.call('mode.activate', { mode: 'driving' });
  await bob.terminal.shows(alice.user, 'in-transfer');
  expect(await told(carol.terminal, alice.user)).toBe('connectable');
  expect(await told(dave.terminal, alice.user)).toBe('unknown');
  await alice.terminal.call('mode.activate', { mode: 'asleep' });
  await carol.terminal.shows(alice.user, 'not-connectable');
  expect(await told(bob.terminal, alice.user)).toBe('unknown');
  expect(await told(dave.terminal, alice.user)).toBe('unknown');
  expect(dave.terminal.notesOf('connectability')).toEqual([]);
});

/** What a terminal shows and an answer says of a user, which have to be the same. */
async function told(terminal: Terminal, user: string): Promise<unknown> {
  const { state } = await terminal.call('connectability.get', { user });
  await caughtUp(terminal);
  expect(terminal.screen.get(user)).toBe(state);
  return state;
}

const only = (...users: string[]): Record<string, unknown> =>
  profileOf({ modes: [modeOf('office', 1, { audience: { only: users } })] });

const states = ({ terminal }: { readonly terminal: Terminal }): unknown[] =>
  terminal.notesOf('connectability').map(({ params }) => params['state']);

it('C2.5 an edit of the audience is told to those for whom it makes a difference, at once', async () => {
  const alice = await connected('alice');
  const [bob, carol] = [await watching([alice.user]), await watching([alice.user])];
  await useProfile(alice.terminal, only(bob.user));
  await bob.terminal.shows(alice.user, 'connectable');
  await replaceProfile(alice.terminal, only(bob.user, carol.user));
  await carol.terminal.shows(alice.user, 'connectable');
  await replaceProfile(alice.terminal, only(carol.user));
  await bob.terminal.shows(alice.user, 'unknown');
  await replaceProfile(alice.terminal, profileOf());
  await bob.terminal.shows(alice.user, 'connectable');
  await caughtUp(bob.terminal, carol.terminal);
  expect(states(bob)).toEqual(['connectable', 'unknown', 'connectable']);
  expect(states(carol)).toEqual(['connectable']);
});
