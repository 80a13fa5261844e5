import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Bus } from '@liaison/bus';
import { until } from '@liaison/bus/fixtures';
import { StoreAway } from '../errors.js';
import { EngineUnderTest } from '../fixtures/engine-under-test.js';
import { MongodbUnderTest, isMongodbMissing } from '../fixtures/mongodb-under-test.js';
import { MongoStore } from './client.js';
import { MongoKeyStore } from './key-store.js';
import { requireKeysOfLog } from './keys-of-log.js';

(isMongodbMissing ? describe.skip : describe)('a MongoDB that comes back', () => {
  let folder: string;
  let engine: EngineUnderTest;
  let bus: Bus;
  let server: MongodbUnderTest;
  let store: MongoStore;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'liaison-another-'));
    await mkdir(join(folder, 'data'));
    engine = await EngineUnderTest.start(process.env);
    bus = await engine.connect();
    server = await MongodbUnderTest.start({ data: join(folder, 'data') });
  });
  afterAll(async () => {
    await store?.close();
    await server.end();
    await engine.end();
    await rm(folder, { recursive: true, force: true });
  });

  it("without this log's keys is refused while it runs, and used again once they are there", async () => {
    const masterKey = randomBytes(32);
    const told: string[] = [];
    store = await MongoStore.open(server.url('ours'), 'spec', {
      tell: (text) => void told.push(text),
      demand: (one) => requireKeysOfLog(bus, one, masterKey),
    });
    const keys = new MongoKeyStore(bus, store, masterKey);
    await keys.reserveLogin('alice@example.org', 'alice');
    /** As where a server's volume is another after it was killed. */
    const changeData = async (away: string, back: string): Promise<void> => {
      await server.kill();
      await until('it is missed', () => store.fault());
      await rename(join(folder, 'data'), join(folder, away));
      await (back === '' ? mkdir(join(folder, 'data')) : rename(join(folder, back), server.data));
      await server.startAgain();
    };
    await changeData('kept', '');
    await until('it is refused', () => store.fault()?.includes('holds no keys'));
    expect(store.fault()).toMatch(/ours of MongoDB at .*restore its collection keys from a backup/);
    await expect(keys.userOfLogin('alice@example.org')).rejects.toThrow(StoreAway);
    await expect(keys.createKey('bob')).rejects.toThrow(/holds no keys/);
    expect(told.join('\n')).not.toContain('answers again');
    await changeData('lost', 'kept');
    await until('it may be used', () => store.fault() === undefined);
    expect(await keys.userOfLogin('alice@example.org')).toBe('alice');
    expect(told.at(-1)).toContain('answers again');
    await keys.close();
  });
});
