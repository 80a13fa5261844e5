import { describe } from '@jest/globals';
import { rowStoreContract } from '../contract/row-store.contract.js';
import { MongodbUnderTest, isMongodbMissing } from '../fixtures/mongodb-under-test.js';
import { MongoStore } from './client.js';
import { MongoRowStore } from './row-store.js';

(isMongodbMissing ? describe.skip : describe)('rows in MongoDB', () => {
  rowStoreContract(async () => {
    const server = await MongodbUnderTest.start();
    const url = server.url();
    const stores = [await MongoStore.open(url, 'one'), await MongoStore.open(url, 'another')];
    const [one, another] = stores.map((store) => new MongoRowStore(store));
    if (one === undefined || another === undefined) throw new Error('two stores');
    return {
      store: one,
      another,
      takeAway: () => server.kill(),
      bringBack: () => server.bringBack(stores),
      end: async () => {
        await Promise.all(stores.map((store) => store.close()));
        await server.end();
      },
    };
  });
});
