import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@liaison/bus/fixtures';
import { StoreAway, StoreDamaged } from '../errors.js';
import { filesWith } from '../fixtures/bytes-in-files.js';
import { EngineUnderTest } from '../fixtures/engine-under-test.js';
import { MongodbUnderTest, isMongodbMissing } from '../fixtures/mongodb-under-test.js';
import type { Row } from '../row-store.js';
import { MongoStore } from './client.js';
import { MongoKeyStore } from './key-store.js';
import { requireKeysOfLog } from './keys-of-log.js';
import { MongoRowStore } from './row-store.js';
import type { StoredKey } from './stored-key.js';

const MASTER_KEY = randomBytes(32);

const rows = (seq: number): Row[] =>
  Array.from({ length: 40 }, (_, at) => ({ key: `u${at}`, seq, state: Buffer.from(`at ${seq}`) }));

(isMongodbMissing ? describe.skip : describe)('a MongoDB in trouble', () => {
  let server: MongodbUnderTest;
  let engine: EngineUnderTest;
  let store: MongoStore;
  let kept: MongoRowStore;
  let keys: MongoKeyStore;

  beforeAll(async () => {
    server = await MongodbUnderTest.start({});
    engine = await EngineUnderTest.start(process.env);
    store = await MongoStore.open(server.url(), 'spec');
    const bus = await engine.connect();
    await requireKeysOfLog(bus, store, MASTER_KEY);
    kept = new MongoRowStore(store);
    keys = new MongoKeyStore(bus, store, MASTER_KEY);
  });
  afterAll(async () => {
    await keys.close();
    await store.close();
    await server.end();
    await engine.end();
  });

  it('that is frozen is away in a bounded time, says so, and has everything when it goes on', async () => {
    await kept.save('frozen', 3, rows(1));
    server.signal('SIGSTOP');
    try {
      await expect(kept.save('frozen', 3, rows(2))).rejects.toThrow(StoreAway);
      await until('it is said', () => store.fault());
      await expect(keys.key('alice')).rejects.toThrow(StoreAway);
    } finally {
      server.signal('SIGCONT');
    }
    await until('it is back', () => store.fault() === undefined);
    expect(await kept.save('frozen', 3, rows(2))).toEqual({ stale: [] });
    expect((await kept.read('frozen', 3, 'u7'))?.seq).toBe(2);
  }, 60_000);

  it('holds nothing in the open, and what lies under another name does not open there', async () => {
    const key = await keys.createKey('carol');
    if (typeof key === 'string') throw new Error('carol was erased');
    await keys.putSecret('carol', 'password', Buffer.from('carol’s verifier'));
    await keys.reserveLogin('carol@secret.example', 'carol');
    await server.stop();
    for (const open of [key.bytes, 'carol’s verifier', 'carol@secret.example', MASTER_KEY]) {
      expect(await filesWith(server.data, Buffer.from(open))).toEqual([]);
    }
    await server.bringBack([store]);
    const stored = store.collection<StoredKey>('keys');
    const carols = await stored.findOne({ _id: 'key.carol' });
    await stored.insertOne({ ...carols, _id: 'key.dave' });
    await expect(keys.key('dave')).rejects.toThrow(StoreDamaged);
  });

  it('has a destroyed key in its collection no more, under any name', async () => {
    await keys.createKey('erin');
    const stored = store.collection<StoredKey>('keys');
    const value = (await stored.findOne({ _id: 'key.erin' }))?.value;
    if (value === undefined) throw new Error('erin has no key');
    expect(await stored.countDocuments({ value })).toBe(1);
    await keys.destroyKey('erin');
    expect(await stored.countDocuments({ value })).toBe(0);
    expect(await stored.findOne({ _id: 'key.erin' })).toEqual({ _id: 'key.erin', erased: true });
  });
});
