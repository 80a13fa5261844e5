import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { UserKey } from '@liaison/bus';
import { BadToken } from '@liaison/contracts';
import { StoreAway } from '../errors.js';
import type { KeyEntry, KeyStore } from '../key-store.js';
import { keyStoreKilledContract } from './key-store-killed.contract.js';
import { type KeyStoreUnderTest, someoneElse } from './key-store-under-test.js';
import { secretsContract } from './secrets.contract.js';

const hex = (key: UserKey | 'erased' | undefined): unknown =>
  typeof key === 'object' ? Buffer.from(key.bytes).toString('hex') : key;

/** What every key store does; each adapter runs it unchanged. */
// oxlint-disable-next-line max-lines-per-function -- one suite, as in a spec
export function keyStoreContract(start: () => Promise<KeyStoreUnderTest>): void {
  let test: KeyStoreUnderTest;
  let store: KeyStore;
  let another: KeyStore;
  const someone = someoneElse('keyed');

  beforeAll(async () => {
    test = await start();
    ({ store, another } = test);
  });
  afterAll(() => test.end());

  // oxlint-disable-next-line max-lines-per-function -- one group of a suite
  describe("a user's key", () => {
    it('is nothing before it is made', async () => {
      expect(await store.key(someone())).toBeUndefined();
    });

    it('is 32 bytes, made once, the same for everybody', async () => {
      const user = someone();
      const made = await store.createKey(user);
      expect(hex(made)).toMatch(/^[0-9a-f]{64}$/);
      expect(made).toMatchObject({ id: '1' });
      expect(hex(await store.createKey(user))).toBe(hex(made));
      expect(hex(await another.key(user))).toBe(hex(made));
      expect(hex(await store.createKey(someone()))).not.toBe(hex(made));
    });

    it('made by two at once is one key', async () => {
      const user = someone();
      const stores = [store, another, store, another];
      const made = await Promise.all(stores.map((one) => one.createKey(user)));
      expect(new Set(made.map(hex)).size).toBe(1);
      expect(hex(await store.key(user))).toBe(hex(made[0]));
    });

    it('destroyed is a tombstone for everybody, for ever', async () => {
      const user = someone();
      await store.createKey(user);
      await store.destroyKey(user);
      expect(await store.key(user)).toBe('erased');
      expect(await another.key(user)).toBe('erased');
      expect(await another.createKey(user)).toBe('erased');
    });

    it('may be destroyed again, by two at once, and where there was none', async () => {
      const [user, keyless] = [someone(), someone()];
      await store.createKey(user);
      await Promise.all([store.destroyKey(user), another.destroyKey(user)]);
      await store.destroyKey(user);
      await store.destroyKey(keyless);
      expect(await store.key(user)).toBe('erased');
      expect(await store.key(keyless)).toBe('erased');
    });

    it('destroyed while another makes one ends as a tombstone', async () => {
      const user = someone();
      await Promise.all([another.createKey(user), store.destroyKey(user)]);
      expect(await store.key(user)).toBe('erased');
    });

    it('destroyed is announced to every process', async () => {
      const user = someone();
      await store.createKey(user);
      const told = [store, another].map(
        (one) =>
          new Promise<void>((resolve) => {
            one.onDestroyed((who) => {
              if (who === user) resolve();
            });
          }),
      );
      await another.destroyKey(user);
      await Promise.all(told);
    });

    it('of an outlandish user is refused', async () => {
      for (const user of ['', '*', '>', 'a.b', 'a b', '-a']) {
        await expect(async () => store.key(user)).rejects.toThrow(BadToken);
      }
    });
  });

  secretsContract(() => test);

  const placesOf = async (user: string): Promise<Map<string, string>> => {
    const places = new Map<string, string>();
    for await (const { place, value, user: owner } of store.entries()) {
      if (owner === user) places.set(place, Buffer.from(value).toString('hex'));
    }
    return places;
  };

  describe('all that is kept', () => {
    it('is named with its place, wrapped, a tombstone too', async () => {
      const [user, gone] = [someone(), someone()];
      const key = await store.createKey(user);
      await store.putSecret(user, 'password', Buffer.from('v1'));
      await store.putSecret(user, 'password', Buffer.from('v2'));
      await store.reserveLogin('four@x.org', user);
      await store.createKey(gone);
      await store.destroyKey(gone);
      const places = await placesOf(user);
      expect([...places.keys()].map((place) => String(place.split('.')[0])).toSorted()).toEqual([
        'key',
        'login',
        'secret',
      ]);
      expect([...places.values()].join()).not.toContain(hex(key));
      const [tombstone] = (await placesOf(gone)).values();
      expect(Buffer.from(tombstone ?? '', 'hex').toString()).toBe('erased');
    });

    it('put back is what it was, over whatever is there', async () => {
      const user = someone();
      const key = await store.createKey(user);
      await store.putSecret(user, 'password', Buffer.from('v1'));
      const kept: KeyEntry[] = [];
      for await (const entry of store.entries()) if (entry.user === user) kept.push(entry);
      await store.dropSecrets(user);
      await store.destroyKey(user);
      for (const entry of kept) await another.putBack(entry);
      expect(hex(await store.key(user))).toBe(hex(key));
      const secret = await store.secret(user, 'password');
      expect(Buffer.from(secret?.value ?? []).toString()).toBe('v1');
    });
  });

  keyStoreKilledContract(() => test);

  it('a store that is taken away says so, and has everything when it is back', async () => {
    const user = someone();
    const key = await store.createKey(user);
    await store.putSecret(user, 'password', Buffer.from('v1'));
    await store.reserveLogin('three@x.org', user);
    const missed = new Promise<void>((resolve) => store.onMissed(resolve));
    await test.takeAway();
    const calls: readonly (() => Promise<unknown>)[] = [
      () => store.key(user),
      () => store.createKey(user),
      () => store.destroyKey(user),
      () => store.secret(user, 'password'),
      () => store.putSecret(user, 'password', Buffer.from('v2')),
      () => store.dropSecrets(user),
      () => store.reserveLogin('three@x.org', user),
      () => store.userOfLogin('three@x.org'),
    ];
    for (const call of calls) await expect(call()).rejects.toThrow(StoreAway);
    await test.bringBack();
    await missed;
    expect(hex(await store.key(user))).toBe(hex(key));
    const secret = await store.secret(user, 'password');
    expect(Buffer.from(secret?.value ?? []).toString()).toBe('v1');
    expect(await store.userOfLogin('three@x.org')).toBe(user);
  });
}
