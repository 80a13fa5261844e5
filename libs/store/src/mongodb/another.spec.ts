import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Bus } from '@liaison/bus';
import { until } from '@liaison/bus/fixtures';
import { StoreAway } from '../errors.js';
import { EngineUnderTest } from '../fixtures/engine-under-test.js';
import { MongodbUnderTest, isMongodbMissing } from '../fixtures/mongodb-under-test.js';
import { MongoStore } from './client.js';
import { MongoKeyStore } from './key-store.js';
import { requireKeysOfLog } from './keys-of-log.js';

const answers = (one: MongoStore): Promise<boolean> =>
  one.command({ ping: 1 }).then(
    () => true,
    () => false,
  );

(isMongodbMissing ? describe.skip : describe)('a MongoDB that comes back', () => {
  let folder: string;
  let engine: EngineUnderTest;
  let bus: Bus;
  let server: MongodbUnderTest;
  const masterKey = randomBytes(32);
  const open: { close(): Promise<void> }[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'liaison-another-'));
    await mkdir(join(folder, 'data'));
    engine = await EngineUnderTest.start(process.env);
    bus = await engine.connect();
    server = await MongodbUnderTest.start({ data: join(folder, 'data') });
  });
  afterEach(async () => {
    for (const one of open.splice(0).toReversed()) await one.close();
  });
  afterAll(async () => {
    await server.end();
    await engine.end();
    await rm(folder, { recursive: true, force: true });
  });

  /** A store whose keys have to be this log's, and the keys in it. */
  async function opened(
    told: string[],
    demand: (one: MongoStore) => Promise<void>,
    options = '',
  ): Promise<{ store: MongoStore; keys: MongoKeyStore }> {
    const tell = (text: string): void => void told.push(text);
    const store = await MongoStore.open(`${server.url('ours')}${options}`, 'spec', {
      tell,
      demand,
    });
    const keys = new MongoKeyStore(bus, store, masterKey);
    open.push(store, keys);
    return { store, keys };
  }
  const demandKeys = (one: MongoStore): Promise<void> => requireKeysOfLog(bus, one, masterKey);
  /** As where a server's volume is another after it was killed. */
  async function changeData(away: string, back: string, missed: () => unknown): Promise<void> {
    await server.kill();
    await until('it is missed', missed);
    await rename(join(folder, 'data'), join(folder, away));
    await (back === '' ? mkdir(join(folder, 'data')) : rename(join(folder, back), server.data));
    await server.startAgain();
  }

  it("without this log's keys is refused while it runs, and used again once they are there", async () => {
    const told: string[] = [];
    const { store, keys } = await opened(told, demandKeys);
    await keys.reserveLogin('alice@example.org', 'alice');
    await changeData('kept', '', () => store.fault());
    await until('it is refused', () => store.fault()?.includes('holds no keys'));
    expect(store.fault()).toMatch(/ours of MongoDB at .*restore its collection keys from a backup/);
    await expect(keys.userOfLogin('alice@example.org')).rejects.toThrow(StoreAway);
    await expect(keys.createKey('bob')).rejects.toThrow(/holds no keys/);
    expect(told.join('\n')).not.toContain('answers again');
    await changeData('lost', 'kept', () => store.fault());
    await until('it may be used', () => store.fault() === undefined);
    expect(await keys.userOfLogin('alice@example.org')).toBe('alice');
    expect(told.at(-1)).toContain('answers again');
  });

  it('and is exchanged while it is looked at is looked at again', async () => {
    const told: string[] = [];
    let looks = 0;
    let isMissed = false;
    const { store, keys } = await opened(told, async (one) => {
      await demandKeys(one);
      if (++looks !== 2) return;
      await until('it is away', async () => !(await answers(one)));
      isMissed = true;
      await until('it is there', () => answers(one));
    });
    await keys.reserveLogin('bob@example.org', 'bob');
    await server.kill();
    await until('it is missed', () => store.fault());
    await server.startAgain();
    await until('it is looked at', () => looks === 2);
    await changeData('kept', '', () => isMissed);
    await until('it is refused', () => store.fault()?.includes('holds no keys'));
    await expect(keys.userOfLogin('bob@example.org')).rejects.toThrow(StoreAway);
    expect(told.join('\n')).not.toContain('answers again');
    await changeData('lost-too', 'kept', () => store.fault());
    await until('it may be used', () => store.fault() === undefined);
  });

  it('and is exchanged while it is asked gives no answer that counts', async () => {
    const { store, keys } = await opened([], demandKeys);
    await keys.reserveLogin('carol@example.org', 'carol');
    const asked = store.answered(async () => {
      await changeData('kept', '', () => store.fault());
      await until('the other one answers', () => answers(store));
      return 'of the other one';
    });
    await expect(asked).rejects.toThrow(StoreAway);
    await until('it is refused', () => store.fault()?.includes('holds no keys'));
    await changeData('lost-as-well', 'kept', () => store.fault());
    await until('it may be used', () => store.fault() === undefined);
  });

  it('and is exchanged between two looks of the driver gives no answer as if it were the same', async () => {
    const { store, keys } = await opened([], demandKeys, '&serverMonitoringMode=poll');
    await keys.reserveLogin('dave@example.org', 'dave');
    await server.kill();
    await until('it is missed', () => store.fault());
    await server.startAgain();
    await until('it may be used', () => store.fault() === undefined);
    // The driver has just looked, and will not for two seconds.
    await changeData('kept', '', () => true);
    await expect(keys.createKey('erin')).rejects.toThrow(StoreAway);
    await expect(keys.userOfLogin('dave@example.org')).rejects.toThrow(StoreAway);
    await until('it is refused', () => store.fault()?.includes('holds no keys'));
  });
});
