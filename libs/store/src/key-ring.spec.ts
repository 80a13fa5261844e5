import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KeyMissing, KeysAway, type UserKey } from '@liaison/bus';
import { EngineUnderTest } from './fixtures/engine-under-test.js';
import { JetStreamKeyStore } from './jetstream/key-store.js';
import { CachedKeyRing } from './key-ring.js';
import type { KeyStore } from './key-store.js';

function heard(by: KeyStore, user: string): Promise<void> {
  return new Promise((resolve) => {
    by.onDestroyed((who) => {
      if (who === user) resolve();
    });
  });
}

/** The same store, whose answers about keys wait until `goOn`. */
function slowed(store: KeyStore): { slow: KeyStore; read: Promise<void>; goOn: () => void } {
  const gate = new EventEmitter();
  const [read, open] = [once(gate, 'read'), once(gate, 'open')];
  const key = async (user: string): ReturnType<KeyStore['key']> => {
    const answer = await store.key(user);
    gate.emit('read');
    await open;
    return answer;
  };
  const slow = Object.create(store, { key: { value: key } }) as KeyStore;
  return { slow, read: read.then(() => undefined), goOn: () => void gate.emit('open') };
}

describe('the ring of keys', () => {
  const masterKey = randomBytes(32);
  let engine: EngineUnderTest;
  let store: KeyStore;
  /** Another process's. */
  let another: KeyStore;
  beforeAll(async () => {
    engine = await EngineUnderTest.start(process.env);
    store = await JetStreamKeyStore.open(await engine.connect(), masterKey);
    another = await JetStreamKeyStore.open(await engine.connect(), masterKey);
  });
  afterAll(() => engine.end());

  it('gives a key, at hand from then on', async () => {
    const ring = new CachedKeyRing(store);
    const made = await another.createKey('alice');
    expect(ring.cached('alice')).toBeUndefined();
    expect(await ring.keyOf('alice')).toEqual(made);
    expect(ring.cached('alice')).toEqual(made);
  });

  it('says that neither key nor tombstone is an alarm, until there is one', async () => {
    const ring = new CachedKeyRing(store);
    await expect(ring.keyOf('nobody')).rejects.toThrow(KeyMissing);
    await another.createKey('nobody');
    expect(await ring.keyOf('nobody')).toHaveProperty('bytes');
  });

  it('forgets a key that another process destroyed', async () => {
    const ring = new CachedKeyRing(store);
    await store.createKey('bob');
    await ring.keyOf('bob');
    const told = heard(store, 'bob');
    await another.destroyKey('bob');
    await told;
    expect(ring.cached('bob')).toBeUndefined();
    expect(await ring.keyOf('bob')).toBe('erased');
    expect(ring.cached('bob')).toBe('erased');
  });

  it('does not keep a key that was destroyed while it was being read', async () => {
    const { slow, read, goOn } = slowed(store);
    const ring = new CachedKeyRing(slow);
    await store.createKey('carol');
    const reading = ring.keyOf('carol');
    await read;
    await store.destroyKey('carol');
    goOn();
    await reading;
    expect(ring.cached('carol')).toBeUndefined();
    expect(await ring.keyOf('carol')).toBe('erased');
  });

  it('asked by many at once, reads once', async () => {
    const ring = new CachedKeyRing(store);
    await store.createKey('dave');
    const keys = await Promise.all([ring.keyOf('dave'), ring.keyOf('dave'), ring.keyOf('dave')]);
    expect(new Set<UserKey | 'erased'>(keys).size).toBe(1);
  });

  it('keeps no more than its bound, those asked for last', async () => {
    const ring = new CachedKeyRing(store, 2);
    for (const user of ['u1', 'u2', 'u3']) await store.createKey(user);
    await ring.keyOf('u1');
    await ring.keyOf('u2');
    await ring.keyOf('u1');
    await ring.keyOf('u3');
    expect(['u1', 'u2', 'u3'].map((user) => ring.cached(user) !== undefined)).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('says when the store is away, and forgets all once it is back', async () => {
    const ring = new CachedKeyRing(store);
    const erin = await store.createKey('erin');
    await ring.keyOf('erin');
    await engine.kill();
    await expect(ring.keyOf('alice')).rejects.toThrow(KeysAway);
    expect(ring.cached('erin')).toEqual(erin);
    await engine.startAgain();
    expect(ring.cached('erin')).toBeUndefined();
    expect(await ring.keyOf('erin')).toEqual(erin);
  });
});
