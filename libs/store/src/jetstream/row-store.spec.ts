import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rowStoreContract } from '../contract/row-store.contract.js';
import { StoreDamaged } from '../errors.js';
import { filesWith } from '../fixtures/bytes-in-files.js';
import { EngineUnderTest } from '../fixtures/engine-under-test.js';
import { JetStreamRowStore } from './row-store.js';

describe('rows in the engine', () => {
  rowStoreContract(async () => {
    const engine = await EngineUnderTest.start(process.env);
    return {
      store: new JetStreamRowStore(await engine.connect()),
      another: new JetStreamRowStore(await engine.connect()),
      takeAway: () => engine.kill(),
      bringBack: () => engine.startAgain(),
      end: () => engine.end(),
    };
  });

  describe('in its files', () => {
    let engine: EngineUnderTest;
    beforeAll(async () => {
      engine = await EngineUnderTest.start(process.env);
    });
    afterAll(() => engine.end());

    it('an erased row is found no more, and was found before', async () => {
      const store = new JetStreamRowStore(await engine.connect());
      const state = Buffer.from('a box nobody else has: 5b1c0f6e');
      await store.save('p', 3, [{ key: 'alice', seq: 1, state }]);
      expect(await filesWith(engine.data, state)).not.toEqual([]);
      await store.erase('p', 3, 'alice', 1);
      expect(await filesWith(engine.data, state)).toEqual([]);
    });

    it('a row of somebody else is refused, with what to do', async () => {
      const bus = await engine.connect();
      await bus.js.publish('$KV.ROWS.p.4.alice', 'hello');
      const read = new JetStreamRowStore(bus).read('p', 4, 'alice');
      await expect(read).rejects.toThrow(StoreDamaged);
      await expect(read).rejects.toThrow(/drop the projection's rows/);
    });
  });
});
