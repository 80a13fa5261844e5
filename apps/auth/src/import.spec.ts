import type { JsonObject } from '@liaison/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RunningAuth } from './fixtures/running-auth.js';
import { Passwords } from './identity/passwords.js';

const PASSWORD = 'correct horse battery';

describe('a user brought from elsewhere', () => {
  let auth: RunningAuth;
  let verifier: string;
  let people = 0;
  beforeAll(async () => {
    auth = await RunningAuth.start();
    await auth.replica();
    const passwords = new Passwords({ argonMemoryKib: 8_192, argonPasses: 1 });
    verifier = Buffer.from(await passwords.hash(PASSWORD)).toString();
  }, 30_000);
  afterAll(() => auth.stop(), 30_000);

  const somebody = (): { login: string; displayName: string } => {
    const login = `brought-${++people}@example.org`;
    return { login, displayName: `Brought ${people}` };
  };
  const bring = async (data: JsonObject): Promise<{ user: string; changed: boolean }> =>
    (await auth.accepted('user.import', data)) as { user: string; changed: boolean };
  const show = (user: string): Promise<JsonObject> => auth.accepted('user.show', { user });

  it('without a password has none, until they are given one', async () => {
    const person = somebody();
    const { user, changed } = await bring(person);
    expect(changed).toBe(true);
    expect(await show(user)).toMatchObject({ ...person, status: 'registered', credentials: [] });
    const attempt = { login: person.login, password: PASSWORD };
    expect(await auth.refused('auth.login', attempt)).toBe('not-authenticated');
    await auth.accepted('user.set-password', { user, password: PASSWORD });
    expect(await auth.accepted('auth.login', attempt)).toMatchObject({ user });
  });

  it('with a ready hash logs in by its password, whose hash is then as costly as ours', async () => {
    const person = somebody();
    const { user } = await bring({ ...person, verifier });
    const attempt = { login: person.login, password: PASSWORD };
    expect(await auth.accepted('auth.login', attempt)).toMatchObject({ user });
    expect(await auth.refused('auth.login', { ...attempt, password: 'wrong' })).toBe(
      'not-authenticated',
    );
  });

  it('twice is there once, and a repeat changes nothing', async () => {
    const person = { ...somebody(), verifier };
    const { user } = await bring(person);
    const before = await show(user);
    for (const again of [person, { ...person, login: person.login.toUpperCase() }]) {
      expect(await bring(again)).toEqual({ user, changed: false });
    }
    expect(await show(user)).toEqual(before);
  });

  it('whose password was revoked since does not get it back', async () => {
    const person = { ...somebody(), verifier };
    const { user } = await bring(person);
    await auth.accepted('user.revoke', { user, cause: 'stolen' });
    expect(await bring(person)).toEqual({ user, changed: false });
    const attempt = { login: person.login, password: PASSWORD };
    expect(await auth.refused('auth.login', attempt)).toBe('not-authenticated');
  });

  it('first without and then with a hash gets it', async () => {
    const person = somebody();
    const { user } = await bring(person);
    expect(await bring({ ...person, verifier })).toEqual({ user, changed: true });
    expect(await show(user)).toMatchObject({ credentials: [{ kind: 'password' }] });
  });

  it('many at once, each twice, are as many as there are logins', async () => {
    const persons = Array.from({ length: 40 }, () => ({ ...somebody(), verifier }));
    const answers = await Promise.all([...persons, ...persons].map(bring));
    expect(new Set(answers.map(({ user }) => user)).size).toBe(40);
    for (const { user } of answers.slice(0, 40)) {
      expect(await show(user)).toMatchObject({ credentials: [{ kind: 'password' }] });
    }
  });

  it('is refused with what is wrong', async () => {
    const person = somebody();
    const given = { ...person, user: `named-${people}` };
    await bring(given);
    const other = { ...somebody(), user: given.user };
    expect(await auth.refused('user.import', other)).toBe('already-registered');
    expect(await auth.refused('user.import', { ...given, user: 'else' })).toBe('login-taken');
    const renamed = { ...person, displayName: 'Somebody else' };
    expect(await auth.refused('user.import', renamed)).toBe('already-registered');
    const costly = verifier.replace('m=8192', 'm=99999');
    expect(await auth.refused('user.import', { ...somebody(), verifier: costly })).toBe(
      'invalid-verifier',
    );
    expect(await auth.refused('user.import', { displayName: 'Nobody' })).toBe('malformed');
  });

  it('is theirs who was erased no more: another account gets the login', async () => {
    const person = somebody();
    const { user } = await bring(person);
    await auth.accepted('user.erase', { user });
    expect(await auth.refused('user.import', { ...person, user })).toMatch(
      /^(erased|login-taken|already-registered)$/,
    );
  });
});
