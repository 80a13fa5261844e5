import { type FactStore, JetStreamFactStore } from '@liaison/bus';
import { accountCodec, uuidV7 } from '@liaison/contracts';
import { registerUser } from '@liaison/domain';
import { SystemClock } from '@liaison/runtime';
import { CachedKeyRing, JetStreamKeyStore, type KeyStore, StoreAway } from '@liaison/store';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RunningAuth } from '../fixtures/running-auth.js';
import { userIdOf } from '../identity/minted-ids.js';
import { Passwords } from '../identity/passwords.js';
import { Verifiers } from '../identity/verifiers.js';
import { Registration } from './registration.js';

const password = 'secret words';

describe('a registration that stopped half way', () => {
  let auth: RunningAuth;
  let keys: KeyStore;
  let facts: FactStore;
  let people = 0;
  beforeAll(async () => {
    auth = await RunningAuth.start();
    await auth.replica();
    keys = await JetStreamKeyStore.open(auth.bus, auth.masterKey);
    const clock = new SystemClock(0);
    const ring = new CachedKeyRing(keys);
    facts = new JetStreamFactStore({ bus: auth.bus, keys: ring, clock, app: 'auth' });
  }, 30_000);
  afterAll(async () => {
    await keys.close();
    await auth.stop();
  }, 30_000);

  /** The first so many steps of a registration, by hand; then its process died. */
  async function stopped(
    steps: number,
    given?: string,
  ): Promise<{ command: string; login: string }> {
    const command = uuidV7(Date.now());
    const login = `half-${++people}@example.org`;
    const user = given ?? userIdOf(command);
    const passwords = new Passwords({ argonMemoryKib: 19_456, argonPasses: 2 });
    const all = [
      () => keys.reserveLogin(login, user),
      () => keys.createKey(user),
      () =>
        facts.execute(
          accountCodec,
          { kind: 'account', user },
          { command, actor: 'operator/spec', correlation: command },
          ({ state }) => registerUser(state, { login, displayName: login }),
        ),
      async () => keys.putSecret(user, 'password', await passwords.hash(password), 0),
    ];
    for (const step of all.slice(0, steps)) await step();
    return { command, login };
  }

  it.each([
    [1, 'the login is reserved'],
    [2, 'the key is made'],
    [3, 'the user is registered'],
    [4, 'the verifier is stored'],
  ])('after %i steps (%s) is finished by the same command', async (steps) => {
    const { command, login } = await stopped(steps);
    const reply = await auth.send('user.add', { login, displayName: login, password }, command);
    expect(reply).toMatchObject({ accepted: { result: { user: userIdOf(command) } } });
    const { user } = await auth.accepted('auth.login', { login, password });
    expect(user).toBe(userIdOf(command));
  });

  it.each([
    [1, 'the login is reserved'],
    [2, 'the key is made'],
    [3, 'the user is registered'],
  ])('after %i steps (%s) is finished by the next one for the login', async (steps) => {
    const { command, login } = await stopped(steps);
    const other = 'other words';
    const { user } = await auth.accepted('user.add', {
      login,
      displayName: login,
      password: other,
    });
    expect(user).toBe(userIdOf(command));
    await auth.accepted('auth.login', { login, password: other });
  });

  it('since the store went away after the user was registered, is unknown and no refusal', async () => {
    const command = uuidV7(Date.now());
    const login = `half-${++people}@example.org`;
    const away = Object.create(keys, {
      putSecret: { value: () => Promise.reject(new StoreAway('nobody is there')) },
    }) as KeyStore;
    const passwords = new Passwords({ argonMemoryKib: 19_456, argonPasses: 2 });
    const verifiers = new Verifiers(away, facts, passwords);
    const registration = new Registration(facts, away, new SystemClock(0), verifiers);
    const newcomer = { login, displayName: login, password };
    const context = { command, actor: 'operator/spec', correlation: command };
    expect(await registration.register(newcomer, context)).toEqual({ unknown: true });
    const reply = await auth.send('user.add', newcomer, command);
    expect(reply).toMatchObject({ accepted: { result: { user: userIdOf(command) } } });
    await auth.accepted('auth.login', { login, password });
  });

  it('under an id of the operator’s choice is finished under it, with the same login', async () => {
    const { login } = await stopped(3, 'anna');
    const anna = { user: 'anna', displayName: 'Anna', password };
    const other = { ...anna, login: 'anna@example.org' };
    expect(await auth.refused('user.add', other)).toBe('already-registered');
    expect(await auth.accepted('user.add', { ...anna, login })).toEqual({ user: 'anna' });
    expect(await auth.accepted('auth.login', { login, password })).toMatchObject({ user: 'anna' });
    expect(await auth.accepted('user.add', { ...other, user: 'anna2' })).toEqual({ user: 'anna2' });
  });

  it('whose password may be in use already is not taken over', async () => {
    const { login } = await stopped(4);
    const other = { login, displayName: login, password: 'other words' };
    expect(await auth.refused('user.add', other)).toBe('login-taken');
  });
});

describe('in production', () => {
  let auth: RunningAuth;
  beforeAll(async () => {
    auth = await RunningAuth.start();
    await auth.replica({ production: true });
  }, 30_000);
  afterAll(() => auth.stop(), 30_000);

  it('an id is never of anybody’s choice', async () => {
    const alice = { login: 'alice@example.org', displayName: 'Alice', password };
    expect(await auth.refused('user.add', { ...alice, user: 'alice' })).toBe('not-permitted');
    expect(await auth.accepted('user.add', alice)).toHaveProperty('user');
  });
});
