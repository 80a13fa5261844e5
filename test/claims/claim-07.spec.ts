import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { addPerson, connectNew, modeOf, profileOf } from '../harness/people.js';
import { caughtUp, replaceProfile, useProfile } from '../harness/profiles.js';
import { System } from '../harness/system.js';
import type { Terminal } from '../harness/terminal.js';

let system: System;
beforeAll(async () => {
  system = await System.start();
});
afterAll(async () => system?.stop());

const of = (
  profile: string,
  office: Record<string, unknown>,
  more: Record<string, unknown> = {},
): Record<string, unknown> => profileOf({ profile, modes: [modeOf('office', 1, office)], ...more });

/** Profiles that come to five different states for bob, if each were the active one. */
function fiveProfiles(bob: string): Record<string, unknown>[] {
  return [
    of('open', {}),
    of('shut', { availability: { state: 'not-available' } }),
    of('road', { availability: { state: 'transfer', number: '+33140000000' } }),
    of('asks', {}, { authorisation: 'required' }),
    of('hides', { audience: { except: [bob] } }),
  ];
}

const forBob = {
  open: 'connectable',
  shut: 'not-connectable',
  road: 'in-transfer',
  asks: 'subject-to-authorisation',
  hides: 'unknown',
};

async function explained(
  terminal: Terminal,
  about: Record<string, string>,
): Promise<Record<string, unknown>> {
  return terminal.call('explain', about);
}

it('C7.5 a user is told the state of each of their profiles, for themselves and for others', async () => {
  const alice = await addPerson(system, 'alice');
  const { terminal } = await connectNew(system, alice);
  for (const profile of fiveProfiles('bob')) await terminal.call('profile.upload', { profile });
  // None is active: each says what would hold if it were.
  for (const active of [undefined, 'shut', 'open']) {
    if (active !== undefined) await terminal.call('profile.activate', { profile: active });
    for (const [profile, state] of Object.entries(forBob)) {
      expect(await explained(terminal, { profile, viewer: 'bob' })).toMatchObject({
        state,
        profile,
        viewer: 'bob',
      });
    }
    expect(await explained(terminal, { profile: 'road' })).toMatchObject({ state: 'in-transfer' });
    expect(await explained(terminal, { profile: 'hides' })).toMatchObject({ state: 'connectable' });
  }
});

it('C7.5 the public answer is the active profile’s alone', async () => {
  const [alice, bob] = [await addPerson(system, 'alice'), await addPerson(system, 'bob')];
  const { terminal } = await connectNew(system, alice);
  const { terminal: watching } = await connectNew(system, bob);
  await useProfile(watching, profileOf({ contacts: [alice.user] }));
  for (const profile of fiveProfiles(bob.user)) await terminal.call('profile.upload', { profile });
  for (const [profile, state] of Object.entries(forBob)) {
    await terminal.call('profile.activate', { profile });
    await watching.shows(alice.user, state);
    for (const [other, ifActive] of Object.entries(forBob)) {
      const told = await explained(terminal, { profile: other, viewer: bob.user });
      expect([other, told['state']]).toEqual([other, ifActive]);
    }
    expect(await explained(terminal, { viewer: bob.user })).toMatchObject({ state, profile });
  }
});

it('C7.5 an edit of an inactive profile changes its state and tells nobody', async () => {
  const [alice, bob] = [await addPerson(system, 'alice'), await addPerson(system, 'bob')];
  const { terminal } = await connectNew(system, alice);
  const { terminal: watching } = await connectNew(system, bob);
  await useProfile(watching, profileOf({ contacts: [alice.user] }));
  await useProfile(terminal, profileOf());
  await watching.shows(alice.user, 'connectable');
  const [, shut] = fiveProfiles(bob.user);
  await terminal.call('profile.upload', { profile: { ...shut, profile: 'home' } });
  expect(await explained(terminal, { profile: 'home' })).toMatchObject({
    state: 'not-connectable',
  });
  await replaceProfile(terminal, profileOf({ profile: 'home' }));
  expect(await explained(terminal, { profile: 'home' })).toMatchObject({ state: 'connectable' });
  expect((await terminal.refused('explain', { profile: 'none' })).refusal).toBe('unknown-profile');
  // What comes next is the next thing bob is told.
  await terminal.call('profile.deactivate', { profile: 'work' });
  await watching.shows(alice.user, 'unknown');
  expect(watching.notesOf('connectability')).toHaveLength(2);
});

it('C7.2 what was shown is not said where it is not recorded; what held is, all the same', async () => {
  const [alice, bob] = [await addPerson(system, 'alice'), await addPerson(system, 'bob')];
  const { terminal } = await connectNew(system, alice);
  const { terminal: watching } = await connectNew(system, bob);
  await useProfile(watching, profileOf({ contacts: [alice.user] }));
  await useProfile(terminal, profileOf());
  await watching.shows(alice.user, 'connectable');
  const { at } = await explained(terminal, { viewer: bob.user, past: 'held' });
  const asked = { viewer: bob.user, at: String(at) };
  for (const past of ['held', 'true']) {
    expect(await explained(terminal, { ...asked, past })).toMatchObject({ state: 'connectable' });
  }
  const shown = await terminal.refused('explain', { ...asked, past: 'shown' });
  expect(shown.refusal).toBe('not-recorded');
});

/** Two changes of a user, as a terminal is told them. */
const changesOf = (user: string): unknown[] => [
  [user, 'not-connectable'],
  [user, 'connectable'],
];

it('C7.6 what is transmitted is the list of the active profile, of no other', async () => {
  const alice = await addPerson(system, 'alice');
  const [bob, carol] = [await addPerson(system, 'bob'), await addPerson(system, 'carol')];
  const { terminal: watching } = await connectNew(system, alice);
  const bobs = await connectNew(system, bob);
  const carols = await connectNew(system, carol);
  const away = modeOf('away', 2, { availability: { state: 'not-available' } });
  const modes = [modeOf('office', 1), away];
  for (const { terminal } of [bobs, carols]) await useProfile(terminal, profileOf({ modes }));

  /** Both change; the last change of somebody in the list is the end of what may be told. */
  const bothChange = async (watched: string): Promise<unknown[]> => {
    const from = watching.notes.length;
    const ended = watching.next(({ params }) => params['state'] === 'connectable', 15_000, from);
    for (const { terminal } of watched === bob.user ? [carols, bobs] : [bobs, carols]) {
      await terminal.call('mode.activate', { mode: 'away' });
      await terminal.call('mode.clear');
    }
    await ended;
    await caughtUp(watching);
    const told = watching.notes.slice(from).filter(({ method }) => method === 'connectability');
    return told.map(({ params }) => [params['user'], params['state']]);
  };
  await watching.call('profile.upload', { profile: profileOf({ contacts: [bob.user] }) });
  await watching.call('profile.upload', {
    profile: profileOf({ profile: 'home', contacts: [carol.user] }),
  });
  for (const [profile, user] of [
    ['work', bob.user],
    ['home', carol.user],
    ['work', bob.user],
  ] as const) {
    const shown = watching.next(({ method }) => method === 'snapshot');
    await watching.call('profile.activate', { profile });
    expect((await shown).params['contacts']).toEqual([[user, 'connectable']]);
    expect(await bothChange(user)).toEqual(changesOf(user));
  }
});
