import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { lastIn } from '../harness/engine.js';
import { filesWith } from '../harness/files.js';
import { historyOf } from '../harness/log.js';
import { STORE } from '../harness/mongodb.js';
import {
  type ConnectedTerminal,
  type Person,
  addPerson,
  connectNew,
  profileOf,
} from '../harness/people.js';
import { useProfile } from '../harness/profiles.js';
import { sees } from '../harness/sight.js';
import { rowsOf } from '../harness/store.js';
import { System } from '../harness/system.js';
import { Terminal } from '../harness/terminal.js';
import { mark, planted, secretProfile, uploadOn } from './planted.js';

let folder: string;
let system: System;
let alice: Person;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liaison-erasure-'));
  system = await System.start({ data: folder, replicas: { gateway: 2 } });
  alice = {
    user: `alice-${mark}`,
    login: planted.login,
    password: planted.password,
  };
  const displayName = planted['display name'];
  const added = await system.command('auth', 'user.add', { ...alice, displayName });
  expect(added.accepted).toBeDefined();
});
afterAll(async () => {
  await system?.stop();
  await rm(folder, { recursive: true, force: true });
});

const inFiles = (wanted: string | Buffer): Promise<string[]> =>
  filesWith(join(folder, 'engine'), wanted);

const keyOf = (user: string): string => `key.${user}`;
async function storedKey(user: string): Promise<Buffer> {
  const key = (await system.store.keys(user)).get(keyOf(user));
  if (key === undefined) throw new Error(`there is no key of ${user}`);
  return key;
}
/** Where keys lie in a MongoDB they are never in the engine's files; what stays in its own, libs/store says. */
const keysInEngine = STORE === 'engine';
const isInFiles = async (wanted: Buffer): Promise<boolean> => (await inFiles(wanted)).length > 0;

/** Alice's terminals, with all that is planted told through them. */
async function tellAll(): Promise<{ phone: ConnectedTerminal; browser: ConnectedTerminal }> {
  const phone = await connectNew(system, alice);
  const browser = await connectNew(system, alice, { kind: 'browser', gateway: 1 });
  const label = planted['label of a terminal'];
  const device = { token: phone.token, kind: 'phone', label, number: planted['own number'] };
  await phone.terminal.call('terminal.enrol', device);
  await useProfile(phone.terminal, secretProfile());
  await phone.terminal.call('profile.upload', { profile: secretProfile({ profile: 'home' }) });
  await phone.terminal.call('mode.activate', { mode: planted['name of a mode'] });
  return { phone, browser };
}

interface Watcher {
  readonly person: Person;
  readonly own: ConnectedTerminal;
}

async function watcher(name: string, gateway: number): Promise<Watcher> {
  const person = await addPerson(system, name);
  return { person, own: await connectNew(system, person, { gateway }) };
}

/** What is stored of others and what they are answered, but for what they see of alice. */
async function worldOf(watchers: readonly Watcher[]): Promise<unknown[]> {
  return Promise.all(
    watchers.map(async ({ person, own }) => [
      await lastIn(system, 'STATE', `liaison.state.*.${person.user}`),
      [...own.terminal.screen].filter(([user]) => user !== alice.user),
      await own.terminal.call('profile.get', { profile: 'work' }),
      await own.terminal.call('terminal.list'),
      await own.terminal.call('explain', { viewer: watchers[0]?.person.user }),
      await historyOf(system, `profile.${person.user}`),
    ]),
  );
}

async function isErased(): Promise<boolean> {
  const facts = await historyOf(system, `account.${alice.user}`);
  return facts.at(-1)?.type === 'liaison.account.erasure-completed.v1';
}

let wrapped: Buffer;
let watchers: readonly [Watcher, Watcher];
let before: unknown[];

it('before an erasure the wrapped key is found in the files of the engine that keeps it, and nothing planted ever', async () => {
  watchers = [await watcher('bob', 0), await watcher('carol', 1)];
  const [bob, carol] = watchers;
  const { phone, browser } = await tellAll();
  for (const { own } of watchers) {
    const contacts = [alice.user, bob.person.user, carol.person.user];
    await useProfile(own.terminal, profileOf({ contacts }));
  }
  for (const { person, own } of watchers) {
    const looking = { viewer: person.user, terminal: own.terminal };
    await sees({ ...looking, target: alice.user }, 'in-transfer');
    await sees({ ...looking, target: bob.person.user }, 'connectable');
    await sees({ ...looking, target: carol.person.user }, 'connectable');
  }
  expect(await browser.terminal.call('profile.get', { profile: 'work' })).toMatchObject({
    profile: secretProfile(),
  });
  wrapped = await storedKey(alice.user);
  expect(wrapped.length).toBeGreaterThan(32);
  expect(await isInFiles(wrapped)).toBe(keysInEngine);
  expect(await inFiles(alice.user)).not.toEqual([]);
  for (const [what, text] of Object.entries(planted)) {
    expect([what, await inFiles(text)]).toEqual([what, []]);
  }
  // What is in a file is found: otherwise the search is blind.
  const control = join(folder, 'engine', 'control');
  await writeFile(control, `…${planted.login}…`);
  expect(await inFiles(planted.login)).toEqual(['control']);
  await rm(control);
  before = await worldOf(watchers);
  await until('the rows of both profiles are stored', async () => {
    const rows = [...(await rowsOf(system.store, alice.user)).keys()];
    return rows.filter((row) => /\.(work|home)$/.test(row)).length === 2;
  });
  expect(phone.terminal.isOpen).toBe(true);
});

it('an erasure closes the terminals, shows `unknown` once, and leaves no key and no row', async () => {
  const busy = await connectNew(system, alice, { gateway: 1 });
  const mine = [busy, await connectNew(system, alice)];
  const uploading = uploadOn(busy.terminal);
  await until('uploads are under way', async () =>
    (await historyOf(system, `profile.${alice.user}`)).some(({ revision }) => revision > 6),
  );
  const from = watchers.map(({ own }) => own.terminal.notes.length);
  const erased = await system.command('auth', 'user.erase', { user: alice.user });
  expect(erased.accepted?.result).toEqual({ changed: true });
  for (const { terminal } of mine) {
    expect((await terminal.closed).reason).toMatch(/^(revoked|kicked)$/);
  }
  expect(await uploading).toBeGreaterThan(0);
  await until('the erasure is complete', isErased);

  for (const [index, { person, own }] of watchers.entries()) {
    await sees({ viewer: person.user, terminal: own.terminal, target: alice.user }, 'unknown');
    const told = own.terminal.notes.slice(from[index]);
    expect(told.map(({ params }) => [params['user'], params['state']])).toEqual([
      [alice.user, 'unknown'],
    ]);
  }
  const state = await lastIn(system, 'STATE', `liaison.state.*.${alice.user}`);
  // Of a row its place in the log is left, so that nothing older is ever written over it.
  const rows = await rowsOf(system.store, alice.user);
  expect(rows.size).toBeGreaterThan(2);
  for (const row of rows.values()) expect(row).toEqual({ seq: expect.any(Number), state: '' });
  expect([...(await system.store.keys(alice.user)).keys()]).toEqual([keyOf(alice.user)]);
  expect(JSON.parse(state.bytes.toString())).toMatchObject({ status: 'gone' });
});

it('afterwards neither the key nor anything planted is found, and others see what they saw', async () => {
  expect(await inFiles(wrapped)).toEqual([]);
  expect((await storedKey(alice.user)).toString()).toBe('erased');
  for (const [what, text] of Object.entries(planted)) {
    expect([what, await inFiles(text)]).toEqual([what, []]);
  }
  const bobs = await storedKey(watchers[0].person.user);
  expect(await isInFiles(bobs)).toBe(keysInEngine);
  expect(await worldOf(watchers)).toEqual(before);
});

it('who was erased cannot come back: no login, no upload, no key, and the id is nobody’s again', async () => {
  const socket = await Terminal.open(system.terminalUrl());
  const { login, password, user } = alice;
  const nobody = await socket.refused('auth.login', { login: 'nobody@example.org', password });
  const refused = await socket.refused('auth.login', { login, password });
  expect(refused.data).toEqual(nobody.data);
  const attempts = [
    ['auth', 'user.add', { user, login, password, displayName: 'again' }],
    ['auth', 'terminal.enrol', { user, kind: 'phone', label: 'again' }],
    ['availability', 'profile.upload', { user, profile: secretProfile({ profile: 'late' }) }],
    ['availability', 'contact.block', { user, viewer: 'bob' }],
  ] as const;
  const facts = await historyOf(system, `profile.${user}`);
  for (const [app, verb, data] of attempts) {
    expect([verb, (await system.command(app, verb, data)).refused?.code]).toEqual([verb, 'erased']);
  }
  expect((await storedKey(user)).toString()).toBe('erased');
  expect(await historyOf(system, `profile.${user}`)).toEqual(facts);
  // Somebody else may use the login, under an id of their own.
  const other = { user: `other-${mark}`, login, password, displayName: 'other' };
  expect((await system.command('auth', 'user.add', other)).accepted).toBeDefined();
  expect((await socket.call('auth.login', { login, password }))['user']).toBe(other.user);
});

it('started anew, everybody but the erased is as before', async () => {
  for (const box of ['auth', 'access-monitor', 'availability'] as const) {
    await system.box(box).signal('SIGTERM');
    await system.startBox(box);
  }
  expect(await worldOf(watchers)).toEqual(before);
  for (const { person, own } of watchers) {
    await sees({ viewer: person.user, terminal: own.terminal, target: alice.user }, 'unknown');
  }
  expect(await inFiles(wrapped)).toEqual([]);
});
