import { randomBytes } from 'node:crypto';
import { describe } from '@jest/globals';
import { keyStoreContract } from '../contract/key-store.contract.js';
import { EngineUnderTest } from '../fixtures/engine-under-test.js';
import { MongodbUnderTest, isMongodbMissing } from '../fixtures/mongodb-under-test.js';
import { MongoStore } from './client.js';
import { MongoKeyStore } from './key-store.js';
import { requireKeysOfLog } from './keys-of-log.js';

const MASTER_KEY = randomBytes(32);

(isMongodbMissing ? describe.skip : describe)('keys in MongoDB', () => {
  keyStoreContract(async () => {
    const engine = await EngineUnderTest.start(process.env);
    const server = await MongodbUnderTest.start();
    const url = server.url();
    const stores: MongoStore[] = [];
    const opened = async (): Promise<MongoKeyStore> => {
      const [bus, store] = [await engine.connect(), await MongoStore.open(url, 'test')];
      stores.push(store);
      await requireKeysOfLog(bus, store, MASTER_KEY);
      return new MongoKeyStore(bus, store, MASTER_KEY);
    };
    return {
      store: await opened(),
      another: await opened(),
      takeAway: () => server.kill(),
      bringBack: () => server.bringBack(stores),
      end: async () => {
        await Promise.all(stores.map((store) => store.close()));
        await server.end();
        await engine.end();
      },
    };
  });
});
