import { randomBytes } from 'node:crypto';
import { describe } from '@jest/globals';
import { storeFaultsContract } from '../contract/store-faults.contract.js';
import { EngineUnderTest } from '../fixtures/engine-under-test.js';
import { MongodbUnderTest, isMongodbMissing } from '../fixtures/mongodb-under-test.js';
import { MongoStore } from './client.js';
import { MongoKeyStore } from './key-store.js';
import { requireKeysOfLog } from './keys-of-log.js';
import { MongoRowStore } from './row-store.js';

const MASTER_KEY = randomBytes(32);

(isMongodbMissing ? describe.skip : describe)('a MongoDB that is away or slow', () => {
  storeFaultsContract(async () => {
    const engine = await EngineUnderTest.start(process.env);
    const server = await MongodbUnderTest.start();
    const [bus, store] = [await engine.connect(), await MongoStore.open(server.url(), 'test')];
    await requireKeysOfLog(bus, store, MASTER_KEY);
    return {
      rows: new MongoRowStore(store),
      keys: new MongoKeyStore(bus, store, MASTER_KEY),
      takeAway: () => server.kill(),
      bringBack: () => server.bringBack([store]),
      slow: (delayMs) => server.line.slow(delayMs),
      end: async () => {
        await store.close();
        await server.end();
        await engine.end();
      },
    };
  });
});
