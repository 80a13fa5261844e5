import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { done, Liaison } from '../harness/at-work.js';
import { historyOf, wholeLog } from '../harness/log.js';
import {
  type ConnectedTerminal,
  addPerson,
  connectAgain,
  connectNew,
  profileOf,
} from '../harness/people.js';
import { useProfile } from '../harness/profiles.js';
import { sees } from '../harness/sight.js';
import { System } from '../harness/system.js';
import { Terminal } from '../harness/terminal.js';

/** Lines of the file that is brought in; small enough to be through in seconds on a busy machine. */
const LINES = 1_500;
/** `secret words` by argon2id, made elsewhere. */
const FOREIGN =
  '$argon2id$v=19$m=4096,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$tgm7+TkiMFG7qt1UZVBmPvkKzxIZm/NJwUYi8e9P7I8';

let folder: string;
let system: System;
let watcher: ConnectedTerminal;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liaison-users-'));
  system = await System.start({ replicas: { gateway: 2 } });
  watcher = await connectNew(system, await addPerson(system, 'bob'));
});
afterAll(async () => {
  await system?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function watch(user: string): Promise<void> {
  await useProfile(watcher.terminal, profileOf({ profile: user, contacts: [user] }));
}

const statusOf = async (user: string): Promise<unknown> =>
  (await done(system, 'user', 'show', user))[0]?.['status'];

async function fileOf(name: string, lines: readonly string[]): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, `${lines.join('\n')}\n`);
  return file;
}

/** Everybody registered with a login of this file, by login. */
async function usersOf(domain: string): Promise<Map<string, string>> {
  const [listed] = await done(system, 'user', 'list');
  const items = listed?.['items'] as readonly { login?: string; user: string }[];
  const mine = items.filter(({ login }) => login?.endsWith(`@${domain}`) === true);
  return new Map(mine.map(({ login = '', user }) => [login, user]));
}

it('M6 a user is created, suspended, reinstated and erased by an operator', async () => {
  const [added] = await done(system, 'user', 'add', 'erin@example.org', '--id', 'erin');
  const person = { user: 'erin', login: 'erin@example.org', password: String(added?.['password']) };
  const phone = await connectNew(system, person, { gateway: 1 });
  await useProfile(phone.terminal, profileOf());
  await watch('erin');
  const looking = { viewer: 'bob', terminal: watcher.terminal, target: 'erin' };
  await sees(looking, 'connectable');

  const note = 'unpaid since spring';
  await done(system, 'user', 'suspend', 'erin', '--cause', 'unpaid', '--note', note);
  expect((await phone.terminal.closed).reason).toBe('revoked');
  await sees(looking, 'unknown');
  expect(await statusOf('erin')).toBe('suspended');
  const socket = await Terminal.open(system.terminalUrl());
  const { login, password } = person;
  expect((await socket.refused('auth.login', { login, password })).refusal).toBe('suspended');

  await done(system, 'user', 'reinstate', 'erin', '--cause', 'paid');
  await sees(looking, 'not-connectable');
  const again = await connectAgain(system, phone);
  await sees(looking, 'connectable');
  expect(again.terminal.own()).toMatchObject({ profile: 'work', mode: 'office' });

  await done(system, 'user', 'erase', 'erin');
  expect((await again.terminal.closed).reason).toBe('revoked');
  await sees(looking, 'unknown');
  await until(
    'the erasure is complete',
    async () => (await statusOf('erin')) === 'erasure-completed',
  );
  const facts = await historyOf(system, 'account.erin');
  const steps = facts.filter(({ type }) => !/enrolled|issued/.test(type));
  const told = steps.map(({ type, actor = '' }) => [type.split('.')[2], actor.split('/')[0]]);
  expect(told).toEqual([
    ['registered', 'operator'],
    ['suspended', 'operator'],
    ['reinstated', 'operator'],
    ['erased', 'operator'],
    ['erasure-completed', 'app'],
  ]);
  expect(JSON.stringify(facts)).not.toContain(note);
});

it('M6 what is refused says so with a code and what to do', async () => {
  const refused = async (...args: string[]): Promise<string> => {
    const command = Liaison.start(system, ...args);
    expect(await command.gone).toBe(1);
    return command.errors;
  };
  expect(await refused('user', 'reinstate', 'bob')).toMatch(
    /not-registered[\s\S]*liaison user list/,
  );
  expect(await refused('user', 'suspend', 'erin')).toMatch(/erased[\s\S]*liaison user add LOGIN/);
  const person = await addPerson(system, 'carol');
  expect(await refused('user', 'reinstate', person.user)).toMatch(/not-suspended/);
  expect(await refused('user', 'revoke', person.user, 'nothing')).toMatch(/unknown-credential/);
});

it('M6 users are brought in from CSV: lines refused are told, a repeat changes nothing', async () => {
  const file = await fileOf('some.csv', [
    'login,name,id,passwordHash',
    'ann@some.org,Ann,ann,',
    `ben@some.org,"Ben, the second",,"${FOREIGN}"`,
    '',
    ',Nobody,,',
    'cal@some.org,Cal,,secret',
    'ANN@some.org,Ann again,,',
    '"dan@some.org,Dan,,',
    'eve@some.org,Eve',
    'fay@some.org,,no/id,',
  ]);
  const command = Liaison.start(system, 'user', 'import', file, '--json');
  expect([await command.gone, command.errors]).toEqual([1, '']);
  const refused = command.events.filter(({ event }) => event === 'refused');
  const told = refused.map(({ line, code }) => [line, code]);
  expect(told.toSorted(([a], [b]) => Number(a) - Number(b))).toEqual([
    [5, 'malformed'],
    [6, 'invalid-verifier'],
    [7, 'login-taken'],
    [8, 'malformed'],
    [9, 'malformed'],
    [10, 'malformed'],
  ]);
  for (const { fix, message } of refused)
    expect([typeof fix, typeof message]).toEqual(['string', 'string']);
  const users = await usersOf('some.org');
  expect([...users.keys()].toSorted()).toEqual(['ann@some.org', 'ben@some.org']);
  expect(users.get('ann@some.org')).toBe('ann');

  const before = await wholeLog(system);
  const again = Liaison.start(system, 'user', 'import', file, '--json');
  expect(await again.gone).toBe(1);
  expect(again.events.at(-1)).toMatchObject({ registered: 0, unchanged: 2, refused: 6 });
  expect((await wholeLog(system)).length).toBe(before.length);

  const ben = {
    user: users.get('ben@some.org') ?? '',
    login: 'ben@some.org',
    password: 'secret words',
  };
  const { terminal } = await connectNew(system, ben);
  await terminal.close();
});

it('M6 an import that is stopped, or killed, is gone on with by repeating it', async () => {
  const lines = Array.from({ length: LINES }, (_, at) =>
    JSON.stringify({ login: `u${at}@many.org` }),
  );
  const file = await fileOf('many.jsonl', lines);
  const registered = async (): Promise<number> =>
    (await wholeLog(system)).filter(({ type }) => type === 'liaison.account.registered.v1').length;
  const before = await registered();
  for (const signal of ['SIGKILL', 'SIGINT'] as const) {
    const already = await registered();
    const command = Liaison.start(system, 'user', 'import', file, '--json');
    await until('some more are there', async () => (await registered()) > already + LINES / 10);
    command.signal(signal);
    expect(await command.gone).toBe(signal === 'SIGINT' ? 130 : signal);
    if (signal === 'SIGINT')
      expect(command.events.at(-1)).toMatchObject({ whole: false, refused: 0 });
  }
  const there = (await registered()) - before;
  expect(there).toBeLessThan(LINES);
  const [...events] = await done(system, 'user', 'import', file);
  expect(events.at(-1)).toEqual({
    event: 'imported',
    whole: true,
    lines: LINES,
    registered: LINES - there,
    unchanged: there,
    refused: 0,
  });
  expect((await registered()) - before).toBe(LINES);
  expect((await usersOf('many.org')).size).toBe(LINES);
});
