import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  type ConnectedTerminal,
  type Person,
  addPerson,
  connectNew,
  modeOf,
  profileOf,
} from '../harness/people.js';
import { caughtUp, toldOwnMode, useProfile } from '../harness/profiles.js';
import { lineFor, sees } from '../harness/sight.js';
import { System } from '../harness/system.js';

const NUMBER = '+33140000000';
let system: System;
beforeAll(async () => {
  system = await System.start();
});
afterAll(async () => system?.stop());

const modes = [
  modeOf('office', 1),
  modeOf('away', 2, { availability: { state: 'not-available' } }),
  modeOf('driving', 3, { availability: { state: 'transfer', number: NUMBER } }),
  modeOf('hidden', 4, { availability: { state: 'unknown' } }),
];

interface Cast {
  readonly alice: Person;
  readonly phone: ConnectedTerminal;
  readonly bob: Person;
  /** Bob's terminal; alice is in his list. */
  readonly watching: ConnectedTerminal;
  readonly looking: { viewer: string; terminal: ConnectedTerminal['terminal']; target: string };
}

/** Alice, her phone connected and this profile active, and bob who has her in his list. */
async function cast(profile: Record<string, unknown> = { modes }): Promise<Cast> {
  const [alice, bob] = [await addPerson(system, 'alice'), await addPerson(system, 'bob')];
  const watching = await connectNew(system, bob);
  await useProfile(watching.terminal, profileOf({ contacts: [alice.user] }));
  const phone = await connectNew(system, alice);
  await useProfile(phone.terminal, profileOf(profile));
  const looking = { viewer: bob.user, terminal: watching.terminal, target: alice.user };
  return { alice, phone, bob, watching, looking };
}

function toldOf({ watching, alice }: Cast): unknown[] {
  return watching.terminal
    .notesOf('connectability')
    .filter(({ params }) => params['user'] === alice.user)
    .map(({ params }) => params['state']);
}

it('C4.1 connectable: an available mode covers the viewer and a terminal is connected', async () => {
  const { looking } = await cast();
  await sees(looking, 'connectable');
  expect(await lineFor(system, looking)).toEqual({ line: 8, state: 'connectable' });
});

it('C4.1 connectable as long as one terminal is connected, whichever it is', async () => {
  const all = await cast();
  const browser = await connectNew(system, all.alice, { kind: 'browser' });
  await sees(all.looking, 'connectable');
  await all.phone.terminal.close();
  await browser.terminal.next(() => isAlone(browser));
  await sees(all.looking, 'connectable');
  await browser.terminal.close();
  await sees(all.looking, 'not-connectable');
  await connectNew(system, all.alice);
  await sees(all.looking, 'connectable');
  // The phone's end changed nothing that bob could see: he was told nothing of it.
  expect(toldOf(all)).toEqual(['connectable', 'not-connectable', 'connectable']);
});

function isAlone({ terminal }: ConnectedTerminal): boolean {
  const terminals = (terminal.own()['terminals'] ?? []) as { connected: boolean }[];
  return terminals.filter(({ connected }) => connected).length === 1;
}

it('C4.1 connectable to oneself, whatever the audience, and with the profile and mode', async () => {
  const only = [modeOf('office', 1, { audience: { only: [] } })];
  const { alice, phone, looking } = await cast({ modes: only, authorisation: 'required' });
  await toldOwnMode(phone.terminal, 'office');
  expect(phone.terminal.own()).toMatchObject({ state: 'connectable', profile: 'work' });
  expect(await phone.terminal.call('connectability.get', { user: alice.user })).toEqual({
    user: alice.user,
    state: 'connectable',
  });
  expect(await phone.terminal.call('explain')).toMatchObject({ line: 2, as: 8, mode: 'office' });
  expect(await lineFor(system, looking)).toMatchObject({ state: 'unknown' });
});

it('C4.2 not-connectable: the mode is not-available, a terminal connected or not', async () => {
  const { phone, looking } = await cast();
  await phone.terminal.call('mode.activate', { mode: 'away' });
  await sees(looking, 'not-connectable');
  expect(await lineFor(system, looking)).toEqual({ line: 7, state: 'not-connectable' });
  await phone.terminal.call('terminal.disconnect');
  await sees(looking, 'not-connectable');
  expect(await lineFor(system, looking)).toEqual({ line: 7, state: 'not-connectable' });
});

it('C4.2 not-connectable: the mode is available and no terminal is connected', async () => {
  const all = await cast();
  await sees(all.looking, 'connectable');
  await all.phone.terminal.call('terminal.disconnect');
  await sees(all.looking, 'not-connectable');
  expect(await lineFor(system, all.looking)).toEqual({ line: 7, state: 'not-connectable' });
  expect(toldOf(all)).toEqual(['connectable', 'not-connectable']);
});

it('C4.2 not-connectable: the last terminal is cut off, or taken away from its user', async () => {
  const { alice, phone, looking } = await cast();
  await sees(looking, 'connectable');
  phone.terminal.cut();
  await sees(looking, 'not-connectable');
  const browser = await connectNew(system, alice, { kind: 'browser' });
  await sees(looking, 'connectable');
  await system.command('auth', 'terminal.remove', { user: alice.user, terminal: browser.id });
  await sees(looking, 'not-connectable');
  expect((await browser.terminal.closed).reason).toBe('kicked');
});

it('C4.4 in-transfer: the mode transfers, a terminal connected or not', async () => {
  const { phone, looking } = await cast();
  await phone.terminal.call('mode.activate', { mode: 'driving' });
  await sees(looking, 'in-transfer');
  expect(await lineFor(system, looking)).toEqual({ line: 6, state: 'in-transfer' });
  await phone.terminal.call('terminal.disconnect');
  await sees(looking, 'in-transfer');
  expect(await lineFor(system, looking)).toEqual({ line: 6, state: 'in-transfer' });
});

it('C4.4 the number that is transferred to is never shown to a contact', async () => {
  const { phone, watching, looking } = await cast();
  await phone.terminal.call('mode.activate', { mode: 'driving' });
  await sees(looking, 'in-transfer');
  await phone.terminal.call('mode.activate', { mode: 'away' });
  await sees(looking, 'not-connectable');
  const said = watching.terminal.frames.join('\n');
  expect(said).toContain('in-transfer');
  expect(said).not.toContain(NUMBER.slice(1));
  expect(said).not.toContain('driving');
});

it('C4.5 unknown: the state is unknown, or there is no active profile', async () => {
  const all = await cast();
  await sees(all.looking, 'connectable');
  await all.phone.terminal.call('mode.activate', { mode: 'hidden' });
  await sees(all.looking, 'unknown');
  expect(await lineFor(system, all.looking)).toEqual({ line: 5, state: 'unknown' });
  await all.phone.terminal.call('mode.clear');
  await sees(all.looking, 'connectable');
  await all.phone.terminal.call('profile.deactivate', { profile: 'work' });
  await sees(all.looking, 'unknown');
  expect(await lineFor(system, all.looking)).toEqual({ line: 3, state: 'unknown' });
  expect(all.phone.terminal.own()).toMatchObject({ state: 'unknown' });
});

it('C4.5 unknown: nobody has this id, nobody has had it active, or its user was erased', async () => {
  const { alice, phone, watching, looking } = await cast();
  const idle = await addPerson(system, 'idle');
  await connectNew(system, idle);
  const nobody = `nobody-${alice.user.slice(-8)}`;
  await sees(looking, 'connectable');
  await useProfile(
    watching.terminal,
    profileOf({ profile: 'all', contacts: [alice.user, idle.user, nobody] }),
  );
  await watching.terminal.next(() => watching.terminal.screen.size === 3, 15_000, 0);
  await sees({ ...looking, target: idle.user }, 'unknown');
  await sees({ ...looking, target: nobody }, 'unknown');
  await sees(looking, 'connectable');
  await system.command('auth', 'user.erase', { user: alice.user });
  await sees(looking, 'unknown');
  expect((await phone.terminal.closed).reason).toMatch(/revoked|kicked/);
  await caughtUp(watching.terminal);
  expect(watching.terminal.screen.get(idle.user)).toBe('unknown');
});
