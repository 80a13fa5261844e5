import { beforeAll, describe, expect, it } from '@jest/globals';
import { BadToken } from '@liaison/contracts';
import type { KeyStore } from '../key-store.js';
import { type KeyStoreUnderTest, someoneElse } from './key-store-under-test.js';

const bytes = (text: string): Buffer => Buffer.from(text);

/** What every key store does with secrets and logins; part of `keyStoreContract`. */
// oxlint-disable-next-line max-lines-per-function -- one suite, as in a spec
export function secretsContract(test: () => KeyStoreUnderTest): void {
  let store: KeyStore;
  let another: KeyStore;
  const someone = someoneElse('secretive');
  const secretText = async (
    user: string,
    name: string,
    by = store,
  ): Promise<string | undefined> => {
    const secret = await by.secret(user, name);
    return secret === undefined ? undefined : Buffer.from(secret.value).toString();
  };

  beforeAll(() => {
    ({ store, another } = test());
  });

  describe('a secret', () => {
    it('is read as it was put, by its user and name alone', async () => {
      const [user, other] = [someone(), someone()];
      await store.putSecret(user, 'password', bytes('v1'));
      await store.putSecret(user, 'refresh.f-1', bytes('r1'));
      expect(await secretText(user, 'password', another)).toBe('v1');
      expect(await secretText(user, 'refresh.f-1')).toBe('r1');
      expect(await store.secret(user, 'refresh.f-2')).toBeUndefined();
      expect(await store.secret(other, 'password')).toBeUndefined();
    });

    it('that must be new is put once', async () => {
      const user = someone();
      expect(await store.putSecret(user, 'password', bytes('v1'), 0)).toBe(true);
      expect(await another.putSecret(user, 'password', bytes('v2'), 0)).toBe(false);
      expect(await secretText(user, 'password')).toBe('v1');
    });

    it('is replaced where its version is the expected one, or none is expected', async () => {
      const user = someone();
      await store.putSecret(user, 'password', bytes('v1'));
      const first = await store.secret(user, 'password');
      expect(await another.putSecret(user, 'password', bytes('v2'), first?.version)).toBe(true);
      expect(await store.putSecret(user, 'password', bytes('v3'), first?.version)).toBe(false);
      expect(await secretText(user, 'password')).toBe('v2');
      expect(await store.putSecret(user, 'password', bytes('v4'))).toBe(true);
      expect(await secretText(user, 'password', another)).toBe('v4');
    });

    it('replaced by many at once with one version is replaced once', async () => {
      const user = someone();
      await store.putSecret(user, 'password', bytes('v0'));
      const version = (await store.secret(user, 'password'))?.version;
      const puts = [1, 2, 3, 4].map((number) =>
        (number % 2 === 0 ? store : another).putSecret(
          user,
          'password',
          bytes(`v${number}`),
          version,
        ),
      );
      const answers = await Promise.all(puts);
      expect(answers.filter(Boolean)).toHaveLength(1);
      expect(await secretText(user, 'password')).toBe(`v${answers.indexOf(true) + 1}`);
    });

    it('that is dropped is gone, also after it was replaced, and can be put anew', async () => {
      const user = someone();
      await store.putSecret(user, 'password', bytes('v1'));
      await store.putSecret(user, 'password', bytes('v2'));
      await another.dropSecret(user, 'password');
      await another.dropSecret(user, 'password');
      expect(await store.secret(user, 'password')).toBeUndefined();
      expect(await store.putSecret(user, 'password', bytes('v3'), 0)).toBe(true);
    });

    it('may be of an app, but not of a pattern', async () => {
      expect(await store.putSecret('_auth', 'keys', bytes('k'), 0)).toBe(true);
      expect(await secretText('_auth', 'keys', another)).toBe('k');
      await expect(async () => store.secret('alice', '>')).rejects.toThrow(BadToken);
      await expect(async () => store.dropSecrets('*')).rejects.toThrow(BadToken);
    });
  });

  describe('a login', () => {
    it('is held by who reserved it first, however it is written', async () => {
      const [user, other] = [someone(), someone()];
      expect(await store.userOfLogin('Zoë@x.org')).toBeUndefined();
      expect(await store.reserveLogin('Zoë@x.org', user)).toBe(user);
      expect(await store.reserveLogin('Zoë@x.org', user)).toBe(user);
      expect(await another.reserveLogin('  zoe\u0308@X.ORG ', other)).toBe(user);
      expect(await another.userOfLogin('ZOË@X.org')).toBe(user);
    });

    it('reserved by many at once is held by one', async () => {
      const holders = await Promise.all(
        [store, another, store, another].map((one) => one.reserveLogin('one@x.org', someone())),
      );
      expect(new Set(holders).size).toBe(1);
      expect(await store.userOfLogin('one@x.org')).toBe(holders[0]);
    });

    it('is released by its holder alone', async () => {
      const [user, other] = [someone(), someone()];
      await store.reserveLogin('two@x.org', user);
      await another.releaseLogin('two@x.org', other);
      expect(await store.userOfLogin('two@x.org')).toBe(user);
      await another.releaseLogin('two@x.org', user);
      await another.releaseLogin('two@x.org', user);
      expect(await store.reserveLogin('two@x.org', other)).toBe(other);
    });
  });

  it('all secrets and logins of a user go together, and nobody else’s', async () => {
    const [user, other] = [someone(), someone()];
    for (const one of [user, other]) {
      await store.putSecret(one, 'password', bytes('v1'));
      await store.putSecret(one, 'refresh.f1', bytes('r1'));
      await store.reserveLogin(`${one}@x.org`, one);
    }
    await store.reserveLogin(`${user}@y.org`, user);
    expect(await store.reserveLogin(`${other}@x.org`, user)).toBe(other);
    await another.dropSecrets(user);
    await another.dropSecrets(user);
    expect(await store.secret(user, 'password')).toBeUndefined();
    expect(await store.secret(user, 'refresh.f1')).toBeUndefined();
    expect(await store.userOfLogin(`${user}@x.org`)).toBeUndefined();
    expect(await store.userOfLogin(`${user}@y.org`)).toBeUndefined();
    expect(await secretText(other, 'refresh.f1')).toBe('r1');
    expect(await store.userOfLogin(`${other}@x.org`)).toBe(other);
  });
}
