import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { historyOf } from '../harness/log.js';
import {
  type ConnectedTerminal,
  type Person,
  addPerson,
  connectNew,
  modeOf,
  profileOf,
} from '../harness/people.js';
import { caughtUp, toldOwnMode, useProfile } from '../harness/profiles.js';
import { System } from '../harness/system.js';
import { uuidV7 } from '../harness/uuid.js';
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
const home = profileOf({ profile: 'home', modes: [modeOf('sofa', 1)], defaultMode: 'sofa' });

interface Cast {
  readonly alice: Person;
  readonly phone: ConnectedTerminal;
  readonly browser: ConnectedTerminal;
  /** A terminal of somebody who has alice as a contact. */
  readonly watching: Terminal;
}

/** Alice with two profiles and two terminals on two gateways, and bob who watches her. */
async function cast(): Promise<Cast> {
  const [alice, bob] = [await addPerson(system, 'alice'), await addPerson(system, 'bob')];
  const phone = await connectNew(system, alice, { kind: 'phone' });
  const browser = await connectNew(system, alice, { kind: 'browser', gateway: 1 });
  await phone.terminal.call('profile.upload', { profile: work });
  await phone.terminal.call('profile.upload', { profile: home });
  const { terminal: watching } = await connectNew(system, bob, { gateway: 1 });
  await useProfile(watching, profileOf({ contacts: [alice.user] }));
  return { alice, phone, browser, watching };
}

/** The contact list a terminal was shown last, as it stood by this revision. */
function listOf(terminal: Terminal): Readonly<Record<string, unknown>> {
  const { revision, contacts } = terminal.notesOf('snapshot').at(-1)?.params ?? {};
  return { revision, contacts };
}

async function activeProfiles(terminal: Terminal): Promise<unknown[]> {
  const { items } = await terminal.call<{ items: Record<string, unknown>[] }>('profile.list');
  return items.filter((item) => item['active']).map((item) => item['profile']);
}

it('C1.7 a terminal activates a profile; all the user’s terminals learn of it', async () => {
  const { phone, browser } = await cast();
  for (const profile of ['work', 'home', 'work']) {
    const learns = [phone, browser].map(({ terminal }) =>
      terminal.next(({ method }) => method === 'snapshot'),
    );
    expect(await phone.terminal.call('profile.activate', { profile })).toEqual({ changed: true });
    for (const { params } of await Promise.all(learns)) {
      expect(params['self']).toMatchObject({ profile, state: 'connectable' });
    }
  }
  await caughtUp(phone.terminal, browser.terminal);
  for (const { terminal } of [phone, browser]) {
    expect(terminal.notesOf('snapshot')).toHaveLength(4);
  }
});

it('C1.7 at most one profile is active; activating the active one changes nothing', async () => {
  const { alice, phone, browser } = await cast();
  expect(await activeProfiles(browser.terminal)).toEqual([]);
  await phone.terminal.call('profile.activate', { profile: 'work' });
  expect(await activeProfiles(browser.terminal)).toEqual(['work']);
  await browser.terminal.call('profile.activate', { profile: 'home' });
  expect(await activeProfiles(phone.terminal)).toEqual(['home']);

  const before = await historyOf(system, `profile.${alice.user}`);
  expect(await phone.terminal.call('profile.activate', { profile: 'home' })).toEqual({
    changed: false,
  });
  expect(await historyOf(system, `profile.${alice.user}`)).toEqual(before);
  await phone.terminal.call('profile.deactivate', { profile: 'home' });
  expect(await activeProfiles(browser.terminal)).toEqual([]);
});

it('C1.7 two terminals activate at the same instant: one line, and both are told the same', async () => {
  const { alice, phone, browser } = await cast();
  await phone.terminal.call('profile.activate', { profile: 'work', mode: 'driving' });
  const before = await historyOf(system, `profile.${alice.user}`);
  await Promise.all([
    phone.terminal.call('profile.activate', { profile: 'home' }),
    browser.terminal.call('mode.activate', { mode: 'sofa' }).catch(() => undefined),
    browser.terminal.call('profile.activate', { profile: 'work', mode: 'away' }),
  ]);
  const facts = await historyOf(system, `profile.${alice.user}`);
  const line = facts.slice(before.length - 1);
  expect(line.length).toBeGreaterThanOrEqual(3);
  for (const [index, fact] of line.slice(1).entries()) {
    expect(fact.previous).toBe(line[index]?.id);
    expect(fact.revision).toBe((line[index]?.revision ?? 0) + 1);
  }
  // A last change, so that both have been told everything before it. What follows each other fast a
  // gateway may tell in one; what it ends with is the same.
  await phone.terminal.call('profile.activate', { profile: 'work', mode: 'office' });
  await Promise.all([phone, browser].map(({ terminal }) => toldOwnMode(terminal, 'office')));
  const [onPhone, onBrowser] = [phone, browser].map(({ terminal }) => listOf(terminal));
  expect(onPhone).toEqual(onBrowser);
  expect(onPhone?.['contacts']).toBeDefined();
});

it('C1.7 an activation repeated with its command acts once and gets the same answer', async () => {
  const { alice, phone } = await cast();
  const request = { profile: 'work', command: uuidV7() };
  const answer = await phone.terminal.call('profile.activate', request);
  await phone.terminal.call('profile.activate', { profile: 'home' });
  const before = await historyOf(system, `profile.${alice.user}`);
  expect(await phone.terminal.call('profile.activate', request)).toEqual(answer);
  expect(await historyOf(system, `profile.${alice.user}`)).toEqual(before);
  expect(await activeProfiles(phone.terminal)).toEqual(['home']);
});

it('C1.8 a terminal activates a mode, with its profile or alone; everybody is told once', async () => {
  const { alice, phone, browser, watching } = await cast();
  const before = await historyOf(system, `profile.${alice.user}`);
  await phone.terminal.call('profile.activate', { profile: 'work', mode: 'driving' });
  await watching.shows(alice.user, 'in-transfer');
  await browser.terminal.call('mode.activate', { mode: 'away' });
  await watching.shows(alice.user, 'not-connectable');
  await toldOwnMode(phone.terminal, 'away');
  await phone.terminal.call('mode.clear');
  await watching.shows(alice.user, 'connectable');
  await toldOwnMode(browser.terminal, 'office');

  const after = await historyOf(system, `profile.${alice.user}`);
  expect(after.slice(before.length).map(({ type }) => type)).toEqual([
    'liaison.profile.activated.v1',
    'liaison.profile.mode-activated.v1',
    'liaison.profile.mode-cleared.v1',
  ]);
  expect(watching.notesOf('connectability').map(({ params }) => params)).toEqual([
    { user: alice.user, state: 'in-transfer', n: 1 },
    { user: alice.user, state: 'not-connectable', n: 2 },
    { user: alice.user, state: 'connectable', n: 3 },
  ]);
});

const failing: readonly [string, string, Record<string, unknown>, string][] = [
  ['an unknown mode', 'mode.activate', { mode: 'nowhere' }, 'unknown-mode'],
  ['a mode of another profile', 'mode.activate', { mode: 'sofa' }, 'unknown-mode'],
  ['an unknown profile', 'profile.activate', { profile: 'nowhere' }, 'unknown-profile'],
  [
    'an unknown profile with a known mode',
    'profile.activate',
    { profile: 'nowhere', mode: 'away' },
    'unknown-profile',
  ],
  [
    'a profile with an unknown mode',
    'profile.activate',
    { profile: 'home', mode: 'away' },
    'unknown-mode',
  ],
  [
    'an end in the past',
    'mode.activate',
    { mode: 'away', until: '2020-01-01T00:00:00.000Z' },
    'until-past',
  ],
];

it('C1.8 an unknown mode or profile fails and changes nothing', async () => {
  const { alice, phone, browser, watching } = await cast();
  await phone.terminal.call('profile.activate', { profile: 'work', mode: 'driving' });
  await watching.shows(alice.user, 'in-transfer');
  await toldOwnMode(browser.terminal, 'driving');
  const before = await historyOf(system, `profile.${alice.user}`);
  const said = browser.terminal.notes.length;
  for (const [what, method, params, code] of failing) {
    const { refusal } = await phone.terminal.refused(method, params);
    expect([what, refusal]).toEqual([what, code]);
  }
  expect(await historyOf(system, `profile.${alice.user}`)).toEqual(before);
  // What comes next is the next thing anybody is told.
  await phone.terminal.call('mode.activate', { mode: 'away' });
  await watching.shows(alice.user, 'not-connectable');
  await toldOwnMode(browser.terminal, 'away');
  expect(browser.terminal.notes.slice(said).map(({ params }) => params['mode'])).toEqual(['away']);
  expect(watching.notesOf('connectability')).toHaveLength(2);
});

it('C1.8 without an active profile no mode can be activated', async () => {
  const { alice, phone } = await cast();
  const before = await historyOf(system, `profile.${alice.user}`);
  expect((await phone.terminal.refused('mode.activate', { mode: 'office' })).refusal).toBe(
    'no-active-profile',
  );
  expect((await phone.terminal.refused('mode.clear')).refusal).toBe('no-active-profile');
  expect(await historyOf(system, `profile.${alice.user}`)).toEqual(before);
});
