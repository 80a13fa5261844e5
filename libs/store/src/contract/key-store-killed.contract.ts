import { EventEmitter, once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { StoreAway } from '../errors.js';
import type { KeyStore } from '../key-store.js';
import type { KeyStoreUnderTest } from './key-store-under-test.js';

/** Who registers users when the store is killed, and erases every second one: so many, until each has done so many. */
const WRITERS = 6;
const EACH = 8;

/** What has been acknowledged of each user: key, secret and login by their values. */
type Acknowledged = Map<string, string>;

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const loginOf = (user: string): string => `${user}@killed.example`;

/** Nothing that was acknowledged is lost, and nothing destroyed returns; part of `keyStoreContract`. */
export function keyStoreKilledContract(test: () => KeyStoreUnderTest): void {
  describe('a store that is killed while users are registered and erased', () => {
    it('has every key, secret and login that was acknowledged, and every tombstone', async () => {
      const acknowledged: Acknowledged = new Map();
      const gate = new EventEmitter();
      const loaded = once(gate, 'enough');
      let busy = WRITERS;
      const writers = Array.from({ length: WRITERS }, async (_, writer) => {
        for (let number = 1; ; number++) {
          const user = `killed${writer}-${number}`;
          const failure = await registered(test().store, user, acknowledged)
            .then(() => (number % 2 === 0 ? erased(test().store, user, acknowledged) : undefined))
            .catch((error: unknown) => error);
          if (failure !== undefined) return failure;
          if (number === EACH && --busy === 0) gate.emit('enough');
        }
      });
      await loaded;
      await test().takeAway();
      for (const error of await Promise.all(writers)) expect(error).toBeInstanceOf(StoreAway);
      await test().bringBack();
      const stored = await storedOf(test().another, [...acknowledged.keys()]);
      expect(stored).toEqual([...acknowledged]);
      expect([...acknowledged.values()]).toContain('erased');
    });
  });
}

async function registered(store: KeyStore, user: string, said: Acknowledged): Promise<void> {
  const key = await store.createKey(user);
  said.set(`key ${user}`, key === 'erased' ? key : hex(key.bytes));
  if (await store.putSecret(user, 'password', Buffer.from(`of ${user}`), 0)) {
    said.set(`secret ${user}`, `of ${user}`);
  }
  said.set(`login ${user}`, await store.reserveLogin(loginOf(user), user));
}

/** Until it is answered there may be a key or a tombstone. */
async function erased(store: KeyStore, user: string, said: Acknowledged): Promise<void> {
  said.delete(`key ${user}`);
  await store.destroyKey(user);
  said.set(`key ${user}`, 'erased');
}

/** What is there of what was acknowledged, in the same words. */
function storedOf(store: KeyStore, names: readonly string[]): Promise<(readonly string[])[]> {
  return Promise.all(
    names.map(async (name) => {
      const [kind, user = ''] = name.split(' ');
      if (kind === 'login') return [name, (await store.userOfLogin(loginOf(user))) ?? 'none'];
      if (kind === 'secret') {
        const secret = await store.secret(user, 'password');
        return [name, Buffer.from(secret?.value ?? []).toString()];
      }
      const key = await store.key(user);
      return [name, typeof key === 'object' ? hex(key.bytes) : (key ?? 'none')];
    }),
  );
}
