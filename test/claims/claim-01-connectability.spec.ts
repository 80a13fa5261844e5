import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  type ConnectedTerminal,
  type Person,
  addPerson,
  connectAgain,
  connectNew,
  modeOf,
  profileOf,
} from '../harness/people.js';
import { caughtUp, replaceProfile, useProfile } from '../harness/profiles.js';
import { System } from '../harness/system.js';
import type { Terminal } from '../harness/terminal.js';

let system: System;
beforeAll(async () => {
  system = await System.start({ replicas: { gateway: 2 } });
});
afterAll(async () => system?.stop());

const away = modeOf('away', 2, { availability: { state: 'not-available' } });
const driving = modeOf('driving', 3, {
  availability: { state: 'transfer', number: '+33140000000' },
});
const work = profileOf({ modes: [modeOf('office', 1), away, driving] });

/** Two who watch the same users through two gateways. */
async function watchers(contacts: readonly string[]): Promise<[Watcher, Watcher]> {
  const made: Watcher[] = [];
  for (const gateway of [0, 1]) {
    const person = await addPerson(system, 'viewer');
    const { terminal } = await connectNew(system, person, { gateway });
    await useProfile(terminal, profileOf({ contacts }));
    made.push({ ...person, terminal });
  }
  return made as [Watcher, Watcher];
}

interface Watcher extends Person {
  readonly terminal: Terminal;
}

/** What a watcher's terminal was told by changes, the first `before` of them left out. */
function deltasOf({ terminal }: Watcher, before = 0): unknown[] {
  const deltas = terminal.notesOf('connectability').slice(before);
  return deltas.map(({ params }) => [params['user'], params['state']]);
}

const toldSoFar = (both: readonly Watcher[]): number[] =>
  both.map((watcher) => deltasOf(watcher).length);

async function bothShow(both: readonly Watcher[], user: string, state: string): Promise<void> {
  await Promise.all(both.map(({ terminal }) => terminal.shows(user, state)));
}

async function ready(profile = work): Promise<Person & { readonly phone: ConnectedTerminal }> {
  const person = await addPerson(system, 'alice');
  const phone = await connectNew(system, person, { kind: 'phone' });
  await useProfile(phone.terminal, profile);
  return { ...person, phone };
}

it('C1.10 it depends on the account', async () => {
  const user = `later-${Date.now().toString(36)}`;
  const both = await watchers([user]);
  const login = { login: `${user}@example.org`, password: 'a password of some length' };
  await system.command('auth', 'user.add', { user, ...login, displayName: user });
  const phone = await connectNew(system, { user, ...login });
  await useProfile(phone.terminal, work);
  await bothShow(both, user, 'connectable');
  await system.command('auth', 'user.erase', { user });
  await bothShow(both, user, 'unknown');
  for (const watcher of both) {
    expect(deltasOf(watcher)).toEqual([
      [user, 'connectable'],
      [user, 'unknown'],
    ]);
  }
});

it('C1.10 it depends on the terminals connected: on whether there is one', async () => {
  const { phone, ...alice } = await ready();
  const both = await watchers([alice.user]);
  await bothShow(both, alice.user, 'connectable');
  const before = toldSoFar(both);
  const browser = await connectNew(system, alice, { kind: 'browser', gateway: 1 });
  await phone.terminal.call('terminal.disconnect');
  await browser.terminal.call('terminal.disconnect');
  await bothShow(both, alice.user, 'not-connectable');
  await connectAgain(system, browser);
  await bothShow(both, alice.user, 'connectable');
  await caughtUp(...both.map(({ terminal }) => terminal));
  for (const [index, watcher] of both.entries()) {
    expect(deltasOf(watcher, before[index])).toEqual([
      [alice.user, 'not-connectable'],
      [alice.user, 'connectable'],
    ]);
  }
});

it('C1.10 it depends on the active profile and the active mode', async () => {
  const { phone, user } = await ready();
  const both = await watchers([user]);
  await phone.terminal.call('profile.upload', {
    profile: profileOf({ profile: 'home', modes: [away], defaultMode: 'away' }),
  });
  await bothShow(both, user, 'connectable');
  await phone.terminal.call('profile.activate', { profile: 'home' });
  await bothShow(both, user, 'not-connectable');
  await phone.terminal.call('profile.activate', { profile: 'work' });
  await bothShow(both, user, 'connectable');
  await phone.terminal.call('mode.activate', { mode: 'driving' });
  await bothShow(both, user, 'in-transfer');
  await phone.terminal.call('profile.deactivate', { profile: 'work' });
  await bothShow(both, user, 'unknown');
});

it('C1.10 it depends on the viewer’s side', async () => {
  const { phone, user } = await ready();
  const both = await watchers([user]);
  const [seen, blocked] = both;
  await bothShow(both, user, 'connectable');
  const before = toldSoFar(both);
  await phone.terminal.call('contact.block', { user: blocked.user });
  await blocked.terminal.shows(user, 'unknown');
  await phone.terminal.call('mode.activate', { mode: 'away' });
  await seen.terminal.shows(user, 'not-connectable');
  await phone.terminal.call('contact.unblock', { user: blocked.user });
  await blocked.terminal.shows(user, 'not-connectable');
  await caughtUp(seen.terminal, blocked.terminal);
  expect(deltasOf(seen, before[0])).toEqual([[user, 'not-connectable']]);
  expect(deltasOf(blocked, before[1])).toEqual([
    [user, 'unknown'],
    [user, 'not-connectable'],
  ]);
});

it('C1.10 it depends on the instant, without anybody acting', async () => {
  const { phone, user } = await ready();
  const both = await watchers([user]);
  await bothShow(both, user, 'connectable');
  const until = new Date(Date.now() + 2_000).toISOString();
  await phone.terminal.call('mode.activate', { mode: 'driving', until });
  await bothShow(both, user, 'in-transfer');
  await phone.terminal.call('terminal.disconnect');
  await bothShow(both, user, 'not-connectable');
  expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(until));
});

it('C1.10 it depends on nothing else', async () => {
  const { phone, ...alice } = await ready();
  const both = await watchers([alice.user]);
  await bothShow(both, alice.user, 'connectable');
  const before = toldSoFar(both);

  // Other terminals of hers, other profiles, modes that are not active, whom she watches herself.
  const browser = await connectNew(system, alice, { kind: 'browser', gateway: 1 });
  const idle = { ...work, profile: 'idle', modes: [away], defaultMode: 'away' };
  await browser.terminal.call('profile.upload', { profile: idle });
  await replaceProfile(browser.terminal, {
    ...work,
    label: 'Another label',
    zone: 'Asia/Tokyo',
    contacts: both.map(({ user }) => user),
    modes: [modeOf('office', 8, { notification: 'silent' }), { ...away, order: 9 }],
  });
  await browser.terminal.call('mode.activate', { mode: 'office' });
  await browser.terminal.call('profile.delete', { profile: 'idle' });
  await browser.terminal.call('contact.block', { user: 'somebody-else' });
  await phone.terminal.call('terminal.disconnect');
  // What her viewers do themselves.
  for (const { terminal } of both) await terminal.call('profile.upload', { profile: idle });
  await connectNew(system, both[0]);

  await browser.terminal.call('mode.activate', { mode: 'away' });
  await bothShow(both, alice.user, 'not-connectable');
  await caughtUp(...both.map(({ terminal }) => terminal));
  for (const [index, watcher] of both.entries()) {
    expect(deltasOf(watcher, before[index])).toEqual([[alice.user, 'not-connectable']]);
  }
});

it('C1.10 the same facts by another road are told the same', async () => {
  const straight = await ready({ ...work, defaultMode: 'away' });
  const winding = await addPerson(system, 'alice');
  const first = await connectNew(system, winding, { kind: 'browser', gateway: 1 });
  await first.terminal.call('profile.upload', { profile: { ...work, contacts: ['bob'] } });
  await first.terminal.call('profile.activate', { profile: 'work', mode: 'driving' });
  const second = await connectNew(system, winding, { kind: 'phone' });
  await first.terminal.call('terminal.remove', { terminal: second.id });
  await first.terminal.call('mode.clear');
  await replaceProfile(first.terminal, { ...work, defaultMode: 'away' });
  for (const mode of ['office', 'driving', 'away']) {
    await first.terminal.call('mode.activate', { mode });
    await straight.phone.terminal.call('mode.activate', { mode });
    const both = await watchers([straight.user, winding.user]);
    for (const { terminal } of both) {
      await terminal.shows(winding.user, expectedOf(mode));
      await terminal.shows(straight.user, expectedOf(mode));
    }
  }
});

function expectedOf(mode: string): string {
  if (mode === 'office') return 'connectable';
  return mode === 'away' ? 'not-connectable' : 'in-transfer';
}
