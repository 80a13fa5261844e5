import { type FactStore, JetStreamFactStore } from '@liaison/bus';
import { uuidV7 } from '@liaison/contracts';
import { SystemClock } from '@liaison/runtime';
import { CachedKeyRing, JetStreamKeyStore } from '@liaison/store';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { RunningAuth } from '../fixtures/running-auth.js';
import { Passwords } from '../identity/passwords.js';
import { Verifiers } from '../identity/verifiers.js';
import { NewPassword } from './new-password.js';

const [OLD, NEW, NEWER] = ['the old words', 'the new words', 'newer words yet'];

/** The store of a process that dies when it is to record something. */
class Dying extends JetStreamFactStore {
  override execute(): never {
    throw new Error('the process died');
  }
}

describe('a new password', () => {
  let auth: RunningAuth;
  let keys: JetStreamKeyStore;
  let died: NewPassword;
  let people = 0;
  let login: string;
  let user: string;
  beforeAll(async () => {
    auth = await RunningAuth.start();
    await auth.replica();
    keys = await JetStreamKeyStore.open(auth.bus, auth.masterKey);
    const clock = new SystemClock(0);
    const facts: FactStore = new Dying({
      bus: auth.bus,
      keys: new CachedKeyRing(keys),
      clock,
      app: 'auth',
    });
    const passwords = new Passwords({ argonMemoryKib: 19_456, argonPasses: 2 });
    died = new NewPassword(facts, new Verifiers(keys, facts, passwords));
  }, 30_000);
  afterAll(async () => {
    await keys.close();
    await auth.stop();
  }, 30_000);
  beforeEach(async () => {
    login = `renewed-${++people}@example.org`;
    const added = await auth.accepted('user.add', { login, displayName: login, password: OLD });
    user = added['user'] as string;
  });

  /** Which of the passwords open the account. */
  const opens = async (): Promise<readonly string[]> => {
    const right: string[] = [];
    for (const password of [OLD, NEW, NEWER]) {
      const reply = await auth.send('auth.login', { login, password });
      if ('accepted' in reply) right.push(password);
      else expect(reply).toMatchObject({ refused: { code: 'not-authenticated' } });
    }
    return right;
  };
  const set = (password: string, command?: string): ReturnType<RunningAuth['send']> =>
    auth.send('user.set-password', { user, password }, command);
  const dieSetting = async (password: string): Promise<string> => {
    const command = uuidV7(Date.now());
    const context = { command, actor: 'operator/spec', correlation: command };
    await expect(died.give(user, password, context)).rejects.toThrow('the process died');
    return command;
  };

  it('opens the account alone, and so does the next', async () => {
    await set(NEW);
    expect(await opens()).toEqual([NEW]);
    await set(NEWER);
    expect(await opens()).toEqual([NEWER]);
  });

  it('whose fact was not recorded opens nothing, until the same command records it', async () => {
    const command = await dieSetting(NEW);
    expect(await opens()).toEqual([OLD]);
    expect(await set(NEW, command)).toMatchObject({ accepted: {} });
    expect(await opens()).toEqual([NEW]);
  });

  it('that was never recorded gives way to the next', async () => {
    await dieSetting(NEW);
    await set(NEWER);
    expect(await opens()).toEqual([NEWER]);
  });

  it('set twice by one command stays what it was', async () => {
    const command = uuidV7(Date.now());
    expect(await set(NEW, command)).toEqual(await set(NEW, command));
    expect(await opens()).toEqual([NEW]);
    await set(NEWER);
    await set(NEW, command);
    expect(await opens()).toEqual([NEWER]);
  });

  it('leaves nothing in KeyStore once it is revoked', async () => {
    await set(NEW);
    await set(NEWER);
    const { credentials } = await auth.accepted('user.show', { user });
    const held = (credentials as { kind: string; credential: string }[]).filter(
      ({ kind }) => kind === 'password',
    );
    expect(held).toHaveLength(1);
    const names = ['password', `password.${held[0]?.credential}`];
    const stored = (): Promise<boolean[]> =>
      Promise.all(names.map(async (name) => (await keys.secret(user, name)) !== undefined));
    expect(await stored()).toEqual([false, true]);
    await auth.accepted('user.revoke', { user, cause: 'stolen' });
    expect(await stored()).toEqual([false, false]);
    expect(await opens()).toEqual([]);
  });
});
