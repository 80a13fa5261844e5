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
import { type Note, Terminal } from '../harness/terminal.js';

let system: System;
beforeAll(async () => {
  system = await System.start({ replicas: { gateway: 2 } });
});
afterAll(async () => system?.stop());

const modes = [
  modeOf('office', 1),
  modeOf('away', 2, { availability: { state: 'not-available' } }),
  modeOf('driving', 3, { availability: { state: 'transfer', number: '+33140000000' } }),
];

interface Contact extends Person {
  readonly terminal: Terminal;
}

/** A user who can be watched: connected and available. */
async function watchable(name: string): Promise<Contact> {
  const person = await addPerson(system, name);
  const { terminal } = await connectNew(system, person);
  await useProfile(terminal, profileOf({ modes }));
  return { ...person, terminal };
}

const change = (contact: Contact, mode: string): Promise<unknown> =>
  contact.terminal.call('mode.activate', { mode });

const deltasOf = (terminal: Terminal): unknown[] =>
  terminal.notesOf('connectability').map(({ params }) => params);

async function watcher(
  contacts: readonly string[],
  gateway = 1,
): Promise<ConnectedTerminal & { readonly person: Person }> {
  const person = await addPerson(system, 'viewer');
  const connected = await connectNew(system, person, { gateway });
  await useProfile(connected.terminal, profileOf({ contacts }));
  return { ...connected, person };
}

it('C1.11 a snapshot on connect tells every contact, in the order of the list; then changes', async () => {
  const [carol, bob] = [await watchable('carol'), await watchable('bob')];
  await change(bob, 'driving');
  const contacts = [carol.user, 'nobody-at-all', bob.user];
  const viewer = await watcher(contacts);
  for (const [user, state] of [
    [carol.user, 'connectable'],
    [bob.user, 'in-transfer'],
  ] as const) {
    await viewer.terminal.shows(user, state);
  }
  const { terminal } = await connectAgain(system, viewer, 0);
  expect(terminal.notes.map(({ method }) => method)).toEqual(['snapshot']);
  expect(terminal.notes[0]?.params['contacts']).toEqual([
    [carol.user, 'connectable'],
    ['nobody-at-all', 'unknown'],
    [bob.user, 'in-transfer'],
  ]);

  await change(bob, 'away');
  await terminal.shows(bob.user, 'not-connectable');
  await change(carol, 'away');
  await terminal.shows(carol.user, 'not-connectable');
  await change(bob, 'office');
  await terminal.shows(bob.user, 'connectable');
  expect(deltasOf(terminal)).toEqual([
    { user: bob.user, state: 'not-connectable', n: 1 },
    { user: carol.user, state: 'not-connectable', n: 2 },
    { user: bob.user, state: 'connectable', n: 3 },
  ]);
});

it('C1.11 a switch gives one snapshot of the new list to each terminal, then its changes', async () => {
  const [bob, carol] = [await watchable('bob'), await watchable('carol')];
  const phone = await watcher([bob.user]);
  const browser = await connectNew(system, phone.person, { kind: 'browser', gateway: 0 });
  await phone.terminal.call('profile.upload', {
    profile: profileOf({ profile: 'home', contacts: [carol.user] }),
  });
  const terminals = [phone.terminal, browser.terminal];
  await change(bob, 'driving');
  for (const terminal of terminals) await terminal.shows(bob.user, 'in-transfer');
  const said = terminals.map(({ notes }) => notes.length);

  const snapshots = terminals.map((terminal) =>
    terminal.next(({ method }) => method === 'snapshot'),
  );
  await browser.terminal.call('profile.activate', { profile: 'home' });
  await Promise.all(snapshots);
  await change(bob, 'away');
  await change(carol, 'away');
  for (const terminal of terminals) await terminal.shows(carol.user, 'not-connectable');
  await caughtUp(...terminals);
  for (const [index, terminal] of terminals.entries()) {
    const after = terminal.notes.slice(said[index]).filter(({ method }) => method !== 'self');
    expect(after.map(({ method }) => method)).toEqual(['snapshot', 'connectability']);
    expect(after[0]?.params['contacts']).toEqual([[carol.user, 'connectable']]);
    expect(after[1]?.params).toEqual({ user: carol.user, state: 'not-connectable', n: 1 });
  }
});

it('C1.11 editing the active profile’s list is a switch of its own', async () => {
  const [bob, carol] = [await watchable('bob'), await watchable('carol')];
  const { terminal } = await watcher([bob.user]);
  await terminal.shows(bob.user, 'connectable');
  for (const contacts of [[carol.user, bob.user], [bob.user, carol.user], [carol.user]]) {
    const snapshot = terminal.next(({ method }) => method === 'snapshot');
    await replaceProfile(terminal, profileOf({ contacts }));
    expect((await snapshot).params['contacts']).toEqual(
      contacts.map((user) => [user, 'connectable']),
    );
  }
});

/** Together below what a terminal may send at once. */
const CHURN_ROUNDS = 15;
const JOINS = 8;

async function churn(contact: Contact): Promise<void> {
  for (let round = 0; round < CHURN_ROUNDS; round++) {
    for (const mode of ['driving', 'away', 'office']) await change(contact, mode);
  }
}

/** What a screen shows that applies these notes from the last snapshot on, each change numbered. */
function shownBy(notes: readonly Note[]): Map<string, string> {
  const start = notes.findLastIndex(({ method }) => method === 'snapshot');
  const shown = new Map(notes[start]?.params['contacts'] as [string, string][]);
  const changes = notes.slice(start).filter(({ method }) => method === 'connectability');
  for (const [index, { params }] of changes.entries()) {
    expect(params['n']).toBe(index + 1);
    expect(shown.get(String(params['user']))).not.toBe(params['state']);
    shown.set(String(params['user']), String(params['state']));
  }
  return shown;
}

it('C1.11 a snapshot while changes arrive: no gap, nothing twice', async () => {
  const contacts = [await watchable('bob'), await watchable('carol')];
  const viewer = await watcher(contacts.map(({ user }) => user));
  const churning = Promise.all(contacts.map(churn));
  const joined: Terminal[] = [];
  for (let join = 0; join < JOINS; join++) {
    joined.push((await connectAgain(system, viewer, join % 2)).terminal);
  }
  await churning;
  const last = joined.at(-1) as Terminal;
  for (const contact of contacts) await change(contact, 'office');
  for (const contact of contacts) await change(contact, 'away');
  for (const { user } of contacts) await last.shows(user, 'not-connectable');
  await caughtUp(last);
  for (const { notes } of joined) shownBy(notes);
  expect(shownBy(last.notes)).toEqual(
    new Map(contacts.map(({ user }) => [user, 'not-connectable'])),
  );
});

it('C1.11 a list of 1,000 contacts is told in one snapshot, a list of none as well', async () => {
  const bob = await watchable('bob');
  const strangers = Array.from({ length: 999 }, (_, index) => `stranger-${index}`);
  const contacts = [...strangers.slice(0, 500), bob.user, ...strangers.slice(500)];
  const viewer = await watcher(contacts);
  await viewer.terminal.shows(bob.user, 'connectable');
  const { terminal } = await connectAgain(system, viewer);
  expect(terminal.notes[0]?.params['contacts']).toEqual(
    contacts.map((user) => [user, user === bob.user ? 'connectable' : 'unknown']),
  );
  await change(bob, 'away');
  await terminal.shows(bob.user, 'not-connectable');
  expect(deltasOf(terminal)).toEqual([{ user: bob.user, state: 'not-connectable', n: 1 }]);

  const lonely = await watcher([]);
  const again = await connectAgain(system, lonely);
  expect(again.terminal.notes[0]?.params['contacts']).toEqual([]);
});

it('C1.12 nobody outside the list is pushed to it', async () => {
  const [bob, carol] = [await watchable('bob'), await watchable('carol')];
  const viewer = await watcher([bob.user]);
  // Carol watches the viewer, which gives her no place on the viewer's list.
  await replaceProfile(carol.terminal, profileOf({ modes, contacts: [viewer.person.user] }));
  await viewer.terminal.shows(bob.user, 'connectable');
  const said = viewer.terminal.notes.length;
  await change(carol, 'driving');
  await carol.terminal.call('profile.deactivate', { profile: 'work' });
  await carol.terminal.call('terminal.disconnect');
  await change(bob, 'away');
  await viewer.terminal.shows(bob.user, 'not-connectable');
  await caughtUp(viewer.terminal);
  expect(viewer.terminal.notes.slice(said).map(({ params }) => params)).toEqual([
    { user: bob.user, state: 'not-connectable', n: expect.any(Number) },
  ]);
  expect(viewer.terminal.frames.join('\n')).not.toContain(carol.user);
});

it('C1.12 who left the list is not pushed any more, nor anybody without an active profile', async () => {
  const [bob, carol] = [await watchable('bob'), await watchable('carol')];
  const { terminal } = await watcher([bob.user, carol.user]);
  await terminal.shows(bob.user, 'connectable');
  await terminal.shows(carol.user, 'connectable');
  const shorter = terminal.next(({ method }) => method === 'snapshot');
  await replaceProfile(terminal, profileOf({ contacts: [carol.user] }));
  expect((await shorter).params['contacts']).toEqual([[carol.user, 'connectable']]);
  await change(bob, 'driving');
  await change(carol, 'driving');
  await terminal.shows(carol.user, 'in-transfer');
  expect(deltasOf(terminal).at(-1)).toEqual({ user: carol.user, state: 'in-transfer', n: 1 });

  const none = terminal.next(({ method }) => method === 'snapshot');
  await terminal.call('profile.deactivate', { profile: 'work' });
  expect((await none).params['contacts']).toEqual([]);
  const said = terminal.notes.length;
  await change(carol, 'away');
  await change(bob, 'away');
  const back = terminal.next(({ method }) => method === 'snapshot');
  await terminal.call('profile.activate', { profile: 'work' });
  expect((await back).params['contacts']).toEqual([[carol.user, 'not-connectable']]);
  expect(terminal.notes[said]?.method).toBe('snapshot');
});

it('C1.12 a terminal that has not connected is told of nobody', async () => {
  const bob = await watchable('bob');
  const viewer = await watcher([bob.user]);
  await viewer.terminal.shows(bob.user, 'connectable');
  const waiting = await Terminal.open(system.terminalUrl());
  const { login, password } = viewer.person;
  await waiting.call('auth.login', { login, password });
  await change(bob, 'away');
  await viewer.terminal.shows(bob.user, 'not-connectable');
  expect((await waiting.refused('connectability.get', { user: bob.user })).refusal).toBe(
    'not-connected',
  );
  expect(waiting.notes).toEqual([]);
  await waiting.close();
});
