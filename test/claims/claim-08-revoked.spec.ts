import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { historyOf } from '../harness/log.js';
import {
  type ConnectedTerminal,
  type Person,
  addPerson,
  connectAgain,
  connectNew,
  profileOf,
} from '../harness/people.js';
import { useProfile } from '../harness/profiles.js';
import { System } from '../harness/system.js';
import { Terminal } from '../harness/terminal.js';

/** From the moment the command was sent; on every gateway. */
const ENDED_WITHIN_MS = 1_000;
const PATIENCE_MS = 5_000;

let system: System;
let watcher: ConnectedTerminal;
beforeAll(async () => {
  system = await System.start({ replicas: { gateway: 2 } });
  const bob = await addPerson(system, 'bob');
  watcher = await connectNew(system, bob);
});
afterAll(async () => system?.stop());

/** Somebody new with a terminal at each gateway, of either network, whom the watcher sees connectable. */
async function somebody(): Promise<{ person: Person; at: [ConnectedTerminal, ConnectedTerminal] }> {
  const person = await addPerson(system, 'alice');
  const at: [ConnectedTerminal, ConnectedTerminal] = [
    await connectNew(system, person, { gateway: 0 }),
    await connectNew(system, person, { gateway: 1, network: 'http' }),
  ];
  await useProfile(at[0].terminal, profileOf());
  const watching = profileOf({ profile: person.user, contacts: [person.user] });
  await useProfile(watcher.terminal, watching);
  await watcher.terminal.shows(person.user, 'connectable');
  return { person, at };
}

/** Which credential a terminal's token comes from. */
function familyOf({ token }: { readonly token: string }): string {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  return (claims as { family: string }).family;
}

/** Sends an operator's command; these terminals have to be told `closing` and be closed in time. */
async function endsBy(
  ended: readonly ConnectedTerminal[],
  verb: string,
  data: object,
): Promise<void> {
  const began = performance.now();
  const answer = await system.command('auth', verb, data);
  expect(answer.accepted?.result).toEqual({ changed: true });
  for (const { terminal } of ended) {
    await until('it is closed', () => !terminal.isOpen, PATIENCE_MS);
    const closing = terminal.notesOf('closing').map(({ params }) => params['code']);
    expect(closing).toEqual(['revoked']);
  }
  expect(performance.now() - began).toBeLessThan(ENDED_WITHIN_MS);
}

async function refusedTo(who: { token: string; refresh: string; id: string }): Promise<unknown[]> {
  const socket = await Terminal.open(system.terminalUrl(1));
  const connect = { token: who.token, terminal: who.id };
  const enrol = { token: who.token, kind: 'phone', label: 'late' };
  const codes = [
    (await socket.refused('terminal.connect', connect)).refusal,
    (await socket.refused('terminal.enrol', enrol)).refusal,
    (await socket.refused('auth.refresh', { refresh: who.refresh })).refusal,
  ];
  await socket.close();
  return codes;
}

const nothing = ['not-authenticated', 'not-authenticated', 'not-authenticated'];

it('C8.2 a login revoked ends the connections made by it within 1 s, and no other one', async () => {
  const { person, at } = await somebody();
  const [here, there] = at;
  await endsBy([there], 'user.revoke', {
    user: person.user,
    credential: familyOf(there),
    cause: 'lost',
  });
  expect(await refusedTo(there)).toEqual(nothing);
  expect(here.terminal.isOpen).toBe(true);
  await here.terminal.call('terminal.list');
  await until('its end is in the log', async () => {
    const [last] = (await historyOf(system, `terminal.${person.user}.${there.id}`)).slice(-1);
    return last?.data?.['cause'] === 'kicked' && last.data['connection'] === there.connection;
  });
  await watcher.terminal.shows(person.user, 'connectable');
});

it('C8.2 a login made on the connection holds in place of the one it was opened by', async () => {
  const { person, at } = await somebody();
  const [here] = at;
  const { login, password, user } = person;
  const renewed = await here.terminal.call<{ token: string }>('auth.login', { login, password });
  await system.command('auth', 'user.revoke', { user, credential: familyOf(here), cause: 'old' });
  await here.terminal.call('terminal.list');
  await endsBy([here], 'user.revoke', { user, credential: familyOf(renewed), cause: 'old' });
});

it('C8.2 a password revoked ends all that was opened by it; nobody logs in by it again', async () => {
  const { person, at } = await somebody();
  const { user, login, password } = person;
  const shown = await system.command('auth', 'user.show', { user });
  const credentials = shown.accepted?.result['credentials'] as Record<string, string>[];
  const credential = credentials.find(({ kind }) => kind === 'password')?.['credential'];
  await endsBy(at, 'user.revoke', { user, credential, cause: 'guessed' });
  for (const one of at) expect(await refusedTo(one)).toEqual(nothing);
  await watcher.terminal.shows(user, 'not-connectable');
  const socket = await Terminal.open(system.terminalUrl());
  const wrong = await socket.refused('auth.login', { login, password: 'wrong' });
  const refused = await socket.refused('auth.login', { login, password });
  expect(refused.data).toEqual(wrong.data);
  // Another one, given by an operator, opens everything again.
  await system.command('auth', 'user.set-password', { user, password: 'another one' });
  expect((await socket.refused('auth.login', { login, password })).data).toEqual(wrong.data);
  await connectNew(system, { ...person, password: 'another one' });
  await watcher.terminal.shows(user, 'connectable');
});

it('C8.2 all credentials are revoked at once; a repeat of the command answers the same', async () => {
  const { person, at } = await somebody();
  const { user } = person;
  await endsBy(at, 'user.revoke', { user, cause: 'all' });
  const facts = await historyOf(system, `account.${user}`);
  const again = await system.command(
    'auth',
    'user.revoke',
    { user, cause: 'all' },
    facts.find(({ type }) => type === 'liaison.account.credential-revoked.v1')?.command,
  );
  expect(again.accepted?.result).toEqual({ changed: true });
  const other = await system.command('auth', 'user.revoke', { user, cause: 'all' });
  expect(other.accepted?.result).toEqual({ changed: false });
  expect(await historyOf(system, `account.${user}`)).toEqual(facts);
  expect(facts.at(-1)?.data).toMatchObject({ head: { credentials: [] } });
});

it('C8.2 a refresh token shown a second time ends its login, and who is connected by it', async () => {
  const { person, at } = await somebody();
  const [here, there] = at;
  const socket = await Terminal.open(system.terminalUrl());
  const next = await socket.call<{ refresh: string }>('auth.refresh', { refresh: there.refresh });
  await socket.call('auth.refresh', { refresh: next.refresh });
  const began = performance.now();
  await socket.refused('auth.refresh', { refresh: there.refresh });
  await until('it is closed', () => !there.terminal.isOpen, PATIENCE_MS);
  expect(performance.now() - began).toBeLessThan(ENDED_WITHIN_MS);
  expect(there.terminal.notesOf('closing')[0]?.params).toEqual({ code: 'revoked' });
  expect(here.terminal.isOpen).toBe(true);
  expect(person.user).not.toBe('');
});

it('C8.2 a suspension and an erasure end all connections within 1 s, on every gateway', async () => {
  for (const [verb, data] of [
    ['user.suspend', { cause: 'unpaid' }],
    ['user.erase', {}],
  ] as const) {
    const { person, at } = await somebody();
    await endsBy(at, verb, { user: person.user, ...data });
    await watcher.terminal.shows(person.user, 'unknown');
    const socket = await Terminal.open(system.terminalUrl());
    const connect = { token: at[0].token, terminal: at[0].id };
    const { refusal } = await socket.refused('terminal.connect', connect);
    expect(refusal).toBe(verb === 'user.suspend' ? 'suspended' : 'erased');
    await socket.refused('auth.refresh', { refresh: at[0].refresh });
  }
});

it('C8.2 who is reinstated goes on with the tokens and terminals there were', async () => {
  const { person, at } = await somebody();
  const [here] = at;
  await endsBy(at, 'user.suspend', { user: person.user, cause: 'unpaid' });
  await system.command('auth', 'user.reinstate', { user: person.user, cause: 'paid' });
  const again = await connectAgain(system, here);
  expect(await again.terminal.call('profile.get', { profile: 'work' })).toMatchObject({
    profile: profileOf(),
  });
  expect(again.terminal.own()).toMatchObject({ profile: 'work', mode: 'office' });
  await watcher.terminal.shows(person.user, 'connectable');
});
