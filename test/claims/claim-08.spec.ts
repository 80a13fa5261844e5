import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { quiet, until } from '../harness/await.js';
import { filesWith } from '../harness/files.js';
import { historyOf } from '../harness/log.js';
import { type Person, addPerson, connectAgain, connectNew } from '../harness/people.js';
import { caughtUp } from '../harness/profiles.js';
import { System } from '../harness/system.js';
import { Terminal } from '../harness/terminal.js';

/** A token lasts 5 minutes; at the second gateway, whose clock is ahead, this long. */
const LEFT_MS = 8_000;
const AHEAD = { LIAISON_CLOCK_OFFSET_MS: String(300_000 - LEFT_MS) };

let system: System;
let alice: Person;
beforeAll(async () => {
  // Who decides must not be behind who asks: all but auth and the first gateway are ahead.
  system = await System.start({ replicas: { 'access-monitor': 0, availability: 0 } });
  await system.startBox('access-monitor', AHEAD);
  await system.startBox('availability', AHEAD);
  await system.startBox('gateway', AHEAD);
  alice = await addPerson(system, 'alice');
});
afterAll(async () => system?.stop());

interface Tokens {
  readonly token: string;
  readonly refresh: string;
  readonly user: string;
}

async function open(gateway = 0): Promise<Terminal> {
  return Terminal.open(system.terminalUrl(gateway));
}

async function logIn({ login, password }: Person, through?: Terminal): Promise<Tokens> {
  return (through ?? (await open())).call<Tokens>('auth.login', { login, password });
}

async function enrol(token: string): Promise<string> {
  const params = { token, kind: 'phone', label: 'phone' };
  return (await (await open()).call<{ terminal: string }>('terminal.enrol', params)).terminal;
}

const text = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const json = (part = ''): Record<string, unknown> =>
  JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;

it('C8.1 who shows the password is let in, and their terminal acts for them', async () => {
  const tokens = await logIn(alice);
  expect(tokens.user).toBe(alice.user);
  const { terminal } = await connectAgain(system, { ...tokens, id: await enrol(tokens.token) });
  const { items } = await terminal.call<{ items: unknown[] }>('terminal.list');
  expect(items).toHaveLength(1);
});

it('C8.1 a wrong password and a login nobody has get one and the same answer', async () => {
  const socket = await open();
  const attempts = [
    { login: alice.login, password: 'wrong' },
    { login: alice.login, password: `${alice.password} ` },
    { login: alice.user, password: alice.password },
    { login: 'nobody@example.org', password: alice.password },
    { login: 'nobody@example.org', password: 'wrong' },
  ];
  const refusals = [];
  for (const attempt of attempts) {
    const { code, message, data } = await socket.refused('auth.login', attempt);
    refusals.push({ code, message, data });
  }
  expect(refusals[0]?.data).toMatchObject({ code: 'not-authenticated' });
  expect(new Set(refusals.map((one) => JSON.stringify(one))).size).toBe(1);
});

it('C8.1 nothing but beginning is open to who has not shown who they are', async () => {
  const socket = await open();
  const asked: readonly [string, object][] = [
    ['terminal.list', {}],
    ['profile.list', {}],
    ['mode.activate', { mode: 'office' }],
    ['connectability.get', { user: alice.user }],
    ['contact.block', { user: alice.user }],
    ['explain', {}],
  ];
  for (const [method, params] of asked) {
    expect([method, (await socket.refused(method, params)).refusal]).toEqual([
      method,
      'not-authenticated',
    ]);
  }
  await logIn(alice, socket);
  // Known, and still no terminal.
  for (const [method, params] of asked) {
    expect([method, (await socket.refused(method, params)).refusal]).toEqual([
      method,
      'not-connected',
    ]);
  }
});

it('C8.1 a token that is altered, made by another or for another is refused', async () => {
  const bob = await addPerson(system, 'bob');
  const { token } = await logIn(alice);
  const terminal = await enrol(token);
  const [head, body, signature = ''] = token.split('.');
  const claims = json(body);
  const { privateKey } = generateKeyPairSync('ed25519');
  const signedByUs = (header: string, payload: string): string => {
    const key = createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' }));
    const made = sign(null, Buffer.from(`${header}.${payload}`), key);
    return `${header}.${payload}.${made.toString('base64url')}`;
  };
  const tokens = {
    'no token': 'token',
    'of another user': `${head}.${text({ ...claims, sub: bob.user })}.${signature}`,
    'with a later end': `${head}.${text({ ...claims, exp: 4_102_444_800 })}.${signature}`,
    'without a signature': `${head}.${body}.`,
    'that asks for no algorithm': `${text({ ...json(head), alg: 'none' })}.${body}.`,
    'with a signature cut off': token.slice(0, -4),
    'signed with another key': signedByUs(head ?? '', body ?? ''),
    'with a key of its own': signedByUs(text({ ...json(head), kid: 'mine' }), body ?? ''),
  };
  for (const [what, forged] of Object.entries(tokens)) {
    const params = { token: forged, terminal };
    expect([what, (await (await open()).refused('terminal.connect', params)).refusal]).toEqual([
      what,
      'not-authenticated',
    ]);
  }
  // Good, but somebody else's: the terminal is not theirs.
  const { token: bobs } = await logIn(bob);
  expect(
    (await (await open()).refused('terminal.connect', { token: bobs, terminal })).refusal,
  ).toBe('unknown-terminal');
  await (await open()).call('terminal.connect', { token, terminal });
});

it('C8.1 a refresh token is good once; shown again by another, it ends all that came of it', async () => {
  const socket = await open();
  const first = await logIn(alice, socket);
  const second = await socket.call<Tokens>('auth.refresh', { refresh: first.refresh });
  expect(second.user).toBe(alice.user);
  const third = await socket.call<Tokens>('auth.refresh', { refresh: second.refresh });
  expect(new Set([first, second, third].map(({ refresh }) => refresh)).size).toBe(3);
  expect((await socket.refused('auth.refresh', { refresh: first.refresh })).refusal).toBe(
    'not-authenticated',
  );
  expect((await socket.refused('auth.refresh', { refresh: third.refresh })).refusal).toBe(
    'not-authenticated',
  );
  const types = (await historyOf(system, `account.${alice.user}`)).map(({ type }) => type);
  expect(types.at(-1)).toBe('liaison.account.credential-revoked.v1');
  // Another login of the same user has nothing to do with it.
  await socket.call('auth.refresh', { refresh: (await logIn(alice, socket)).refresh });
});

it('C8.1 a connection ends with its token, unless another has taken its place', async () => {
  const ending = await logIn(alice);
  const staying = await logIn(alice);
  const [endingId, stayingId] = [await enrol(ending.token), await enrol(staying.token)];
  const ends = await connectAgain(system, { ...ending, id: endingId }, 1);
  const stays = await connectAgain(system, { ...staying, id: stayingId }, 1);
  const endsAt = performance.now() + LEFT_MS;
  // Half of its time has to pass, so that the new token ends that much later.
  await quiet(LEFT_MS / 2);
  await stays.terminal.call('auth.refresh', { refresh: staying.refresh });
  const closing = await ends.terminal.next(({ method }) => method === 'closing', 2 * LEFT_MS, 0);
  expect(closing.params).toMatchObject({ code: 'expired' });
  expect(closing.at).toBeLessThan(endsAt + 2_000);
  await ends.terminal.closed;
  await caughtUp(stays.terminal);
  const again = { token: ending.token, terminal: endingId };
  expect((await (await open(1)).refused('terminal.connect', again)).refusal).toBe(
    'not-authenticated',
  );
  // A terminal is told first; what is recorded of its end follows.
  const end = await until('its end is recorded', async () => {
    const facts = await historyOf(system, `terminal.${alice.user}.${endingId}`);
    return facts.find(({ type }) => type === 'liaison.terminal.disconnected.v1');
  });
  expect(end.data).toMatchObject({ cause: 'expired' });
});

it('C8.1 what shows who somebody is lies nowhere in the open', async () => {
  const carol = await addPerson(system, 'carol');
  const { token, refresh } = await connectNew(system, carol);
  const engine = join(system.data, 'engine');
  expect(await filesWith(engine, carol.user)).not.toEqual([]);
  for (const secret of [carol.password, carol.login, token, refresh]) {
    expect(await filesWith(engine, secret)).toEqual([]);
  }
});
