import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { historyOf } from '../harness/log.js';
import { Overhearing } from '../harness/overhear.js';
import {
  type ConnectedTerminal,
  type Person,
  addPerson,
  connectAgain,
  connectNew,
  modeOf,
  profileOf,
} from '../harness/people.js';
import { caughtUp, inPeriod, toldOwnMode, useProfile } from '../harness/profiles.js';
import { System } from '../harness/system.js';
import { Terminal } from '../harness/terminal.js';

let system: System;
beforeAll(async () => {
  system = await System.start({ replicas: { gateway: 2 } });
});
afterAll(async () => system?.stop());

/** What the log says of a terminal: what happened, of which connection, and why. */
async function lifeOf(person: Person, terminal: string): Promise<unknown[]> {
  const facts = await historyOf(system, `terminal.${person.user}.${terminal}`);
  return facts.map(({ type, data = {} }) => {
    const { connection, cause, replaced } = data;
    const what = type === 'liaison.terminal.connected.v1' ? 'connected' : cause;
    return replaced === undefined ? [what, connection] : [what, connection, replaced];
  });
}

/** Waits until a terminal has been told which of its user's terminals are connected. */
async function toldConnected(terminal: Terminal, ids: readonly string[]): Promise<void> {
  const tells = (): boolean => {
    const own = (terminal.own()['terminals'] ?? []) as { terminal: string; connected: boolean }[];
    const connected = own.filter(({ connected }) => connected).map(({ terminal: id }) => id);
    return connected.length === ids.length && ids.every((id) => connected.includes(id));
  };
  await terminal.comesTo(tells);
}

it('C11.1 a terminal connects and disconnects; the user’s other terminals are told', async () => {
  const alice = await addPerson(system, 'alice');
  const phone = await connectNew(system, alice, { kind: 'phone' });
  const browser = await connectNew(system, alice, { kind: 'browser', gateway: 1 });
  await toldConnected(phone.terminal, [phone.id, browser.id]);
  expect(await browser.terminal.call('terminal.disconnect')).toEqual({});
  expect((await browser.terminal.closed).code).toBe(1000);
  await toldConnected(phone.terminal, [phone.id]);
  const back = await connectAgain(system, browser);
  await toldConnected(phone.terminal, [phone.id, browser.id]);
  await back.terminal.close();
  await toldConnected(phone.terminal, [phone.id]);
  expect(await lifeOf(alice, browser.id)).toEqual([
    ['connected', browser.connection],
    ['closed', browser.connection],
    ['connected', back.connection],
    ['closed', back.connection],
  ]);
});

it('C11.1 after a disconnect nothing more is told, and nothing is answered', async () => {
  const [alice, bob] = [await addPerson(system, 'alice'), await addPerson(system, 'bob')];
  const bobs = await connectNew(system, bob);
  await useProfile(bobs.terminal, profileOf());
  const { terminal, ...enrolled } = await connectNew(system, alice);
  await useProfile(terminal, profileOf({ contacts: [bob.user] }));
  await terminal.shows(bob.user, 'connectable');
  // In one packet with the farewell: none of it is acted on.
  const left = terminal.call('terminal.disconnect');
  const late = terminal.call('profile.deactivate', { profile: 'work' });
  await expect(late).rejects.toThrow('closed before an answer');
  await left;
  await terminal.closed;
  const said = terminal.notes.length;
  await bobs.terminal.call('profile.deactivate', { profile: 'work' });
  const again = await connectAgain(system, enrolled);
  await again.terminal.shows(bob.user, 'unknown');
  expect(terminal.notes).toHaveLength(said);
  expect(again.terminal.own()).toMatchObject({ profile: 'work' });
});

it('C11.1 the same terminal connects a second time: the first is superseded, nobody sees a gap', async () => {
  const [alice, bob] = [await addPerson(system, 'alice'), await addPerson(system, 'bob')];
  const { terminal: watching } = await connectNew(system, bob);
  await useProfile(watching, profileOf({ contacts: [alice.user] }));
  const first = await connectNew(system, alice);
  await useProfile(first.terminal, profileOf());
  await watching.shows(alice.user, 'connectable');

  const closing = first.terminal.next(({ method }) => method === 'closing');
  const second = await connectAgain(system, first, 1);
  expect((await closing).params).toMatchObject({ code: 'superseded' });
  await first.terminal.closed;
  expect(await lifeOf(alice, first.id)).toEqual([
    ['connected', first.connection],
    ['connected', second.connection, first.connection],
  ]);
  await second.terminal.call('terminal.disconnect');
  await watching.shows(alice.user, 'not-connectable');
  const told = watching.notesOf('connectability').map(({ params }) => params['state']);
  expect(told).toEqual(['connectable', 'not-connectable']);
});

it('C11.1 only an enrolled terminal of the user connects, once on a connection', async () => {
  const [alice, bob] = [await addPerson(system, 'alice'), await addPerson(system, 'bob')];
  const { terminal, token, id } = await connectNew(system, alice);
  const { id: bobs } = await connectNew(system, bob);
  expect((await terminal.refused('terminal.connect', { token, terminal: id })).refusal).toBe(
    'already-connected',
  );
  for (const unknown of [bobs, 'never']) {
    const socket = await Terminal.open(system.terminalUrl());
    const refused = await socket.refused('terminal.connect', { token, terminal: unknown });
    expect(refused.refusal).toBe('unknown-terminal');
  }
  await terminal.call('terminal.list');
});

const away = modeOf('away', 2, { availability: { state: 'not-available' } });
const driving = modeOf('driving', 3, {
  availability: { state: 'transfer', number: '+33140000000' },
});

/** Alice with two profiles on two terminals, and bob who watches her. */
async function cast(): Promise<{ alice: Person; phone: ConnectedTerminal; watching: Terminal }> {
  const [alice, bob] = [await addPerson(system, 'alice'), await addPerson(system, 'bob')];
  const phone = await connectNew(system, alice);
  const { terminal: watching } = await connectNew(system, bob, { gateway: 1 });
  await useProfile(watching, profileOf({ contacts: [alice.user] }));
  await phone.terminal.call('profile.upload', {
    profile: profileOf({ modes: [modeOf('office', 1), away, driving] }),
  });
  await phone.terminal.call('profile.upload', {
    profile: profileOf({ profile: 'home', modes: [modeOf('sofa', 1), away], defaultMode: 'away' }),
  });
  return { alice, phone, watching };
}

it('C11.4 a user selects a profile, and in it the mode to be activated', async () => {
  const { alice, phone, watching } = await cast();
  const steps = [
    ['profile.activate', { profile: 'work' }, 'office', 'connectable'],
    ['mode.activate', { mode: 'driving' }, 'driving', 'in-transfer'],
    ['mode.activate', { mode: 'away' }, 'away', 'not-connectable'],
    ['profile.activate', { profile: 'home', mode: 'sofa' }, 'sofa', 'connectable'],
    ['mode.clear', {}, 'away', 'not-connectable'],
    ['profile.activate', { profile: 'work', mode: 'driving' }, 'driving', 'in-transfer'],
    ['profile.deactivate', { profile: 'work' }, undefined, 'unknown'],
  ] as const;
  for (const [method, params, mode, state] of steps) {
    expect(await phone.terminal.call(method, params)).toEqual({ changed: true });
    await toldOwnMode(phone.terminal, mode);
    await watching.shows(alice.user, state);
  }
  const told = watching.notesOf('connectability').map(({ params }) => params['state']);
  expect(told).toEqual(steps.map(([, , , state]) => state));
});

it('C11.4 a mode may be selected until an instant; then what holds is computed', async () => {
  const { alice, phone, watching } = await cast();
  await phone.terminal.call('profile.activate', { profile: 'work' });
  await watching.shows(alice.user, 'connectable');
  const until = new Date(Date.now() + 2_000).toISOString();
  await phone.terminal.call('mode.activate', { mode: 'driving', until });
  await watching.shows(alice.user, 'in-transfer');
  await toldOwnMode(phone.terminal, 'driving');
  expect(phone.terminal.own()).toMatchObject({ mode: 'driving', until });
  await watching.shows(alice.user, 'connectable');
  await toldOwnMode(phone.terminal, 'office');
  const last = (await historyOf(system, `profile.${alice.user}`)).at(-1);
  expect(last).toMatchObject({
    type: 'liaison.profile.periods-changed.v1',
    data: { effectiveAt: until },
  });
});

it('C11.4 profile, mode and its end are selected by one command: one fact, one push', async () => {
  const { alice, phone, watching } = await cast();
  const before = await historyOf(system, `profile.${alice.user}`);
  const until = new Date(Date.now() + 1_500).toISOString();
  const asked = { profile: 'work', mode: 'driving', until };
  expect(await phone.terminal.call('profile.activate', asked)).toEqual({ changed: true });
  await watching.shows(alice.user, 'in-transfer');
  await toldOwnMode(phone.terminal, 'driving');
  expect(phone.terminal.own()).toMatchObject({ profile: 'work', mode: 'driving', until });
  await watching.shows(alice.user, 'connectable');
  expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(until));
  const facts = (await historyOf(system, `profile.${alice.user}`)).slice(before.length);
  expect(facts.map(({ type }) => type)).toEqual([
    'liaison.profile.activated.v1',
    'liaison.profile.periods-changed.v1',
  ]);
  const past = { ...asked, profile: 'home', mode: 'away' };
  expect((await phone.terminal.refused('profile.activate', past)).refusal).toBe('until-past');
});

it('C11.4 beside rules a mode holds until their next change, where nothing else is said', async () => {
  const phone = await connectNew(system, await addPerson(system, 'alice'));
  const { profile, ends } = inPeriod([away, driving]);
  await useProfile(phone.terminal, profile);
  await toldOwnMode(phone.terminal, 'office');
  const selected = async (params: object): Promise<unknown> => {
    await phone.terminal.call('mode.clear');
    await toldOwnMode(phone.terminal, 'office');
    await phone.terminal.call('mode.activate', { mode: 'driving', ...params });
    await toldOwnMode(phone.terminal, 'driving');
    return phone.terminal.own()['until'];
  };
  expect(await selected({})).toBe(ends);
  expect(await selected({ until: 'next-change' })).toBe(ends);
  expect(await selected({ until: 'cleared' })).toBe('cleared');
  // Without rules nothing changes by itself.
  const home = { profile: 'home', modes: [away, driving], defaultMode: 'away' };
  await useProfile(phone.terminal, profileOf(home));
  await toldOwnMode(phone.terminal, 'away');
  await phone.terminal.call('mode.activate', { mode: 'driving', until: 'next-change' });
  await toldOwnMode(phone.terminal, 'driving');
  expect(phone.terminal.own()).toMatchObject({ profile: 'home', until: 'cleared' });
});

it('C11.4 the access monitor takes a selection, and who asked is answered from where it is decided', async () => {
  const { alice, phone } = await cast();
  const hearing = await Overhearing.begin(system);
  await phone.terminal.call('profile.activate', { profile: 'work', mode: 'away' });
  await phone.terminal.call('mode.clear');
  await hearing.caughtUp();
  const went = hearing.commandsSince(0).map(({ subject }) => subject.replace('liaison.cmd.', ''));
  expect(went).toEqual([
    'access-monitor.profile.activate',
    'availability.profile.activate',
    'access-monitor.mode.clear',
    'availability.mode.clear',
  ]);
  const facts = await historyOf(system, `profile.${alice.user}`);
  expect(facts.slice(-2).map(({ actor }) => actor)).toEqual([
    `user/${alice.user}/${phone.id}`,
    `user/${alice.user}/${phone.id}`,
  ]);
  await caughtUp(phone.terminal);
});
