import { randomBytes } from 'node:crypto';
import { describe } from '@jest/globals';
import { storeFaultsContract } from '../contract/store-faults.contract.js';
import { EngineUnderTest } from '../fixtures/engine-under-test.js';
import { JetStreamKeyStore } from './key-store.js';
import { JetStreamRowStore } from './row-store.js';

describe('an engine that is away or slow', () => {
  storeFaultsContract(async () => {
    const engine = await EngineUnderTest.start(process.env);
    const bus = await engine.connect();
    return {
      rows: new JetStreamRowStore(bus),
      keys: await JetStreamKeyStore.open(bus, randomBytes(32)),
      takeAway: () => engine.kill(),
      bringBack: () => engine.startAgain(),
      slow: (delayMs) => engine.line.slow(delayMs),
      end: () => engine.end(),
    };
  });
});
