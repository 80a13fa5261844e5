import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Bus } from '@liaison/bus';
import { keyStoreContract } from '../contract/key-store.contract.js';
import { StoreDamaged, WrongMasterKey } from '../errors.js';
import { filesWith } from '../fixtures/bytes-in-files.js';
import { EngineUnderTest } from '../fixtures/engine-under-test.js';
import { JetStreamKeyStore } from './key-store.js';

const MASTER_KEY = randomBytes(32);

describe('keys in the engine', () => {
  keyStoreContract(async () => {
    const engine = await EngineUnderTest.start(process.env);
    const opened = async (): Promise<JetStreamKeyStore> =>
      JetStreamKeyStore.open(await engine.connect(), MASTER_KEY);
    return {
      store: await opened(),
      another: await opened(),
      takeAway: () => engine.kill(),
      bringBack: () => engine.startAgain(),
      end: () => engine.end(),
    };
  });

  describe('in its files', () => {
    let engine: EngineUnderTest;
    let bus: Bus;
    let store: JetStreamKeyStore;
    beforeAll(async () => {
      engine = await EngineUnderTest.start(process.env);
      bus = await engine.connect();
      store = await JetStreamKeyStore.open(bus, MASTER_KEY);
    });
    afterAll(() => engine.end());

    async function stored(key: string): Promise<{ bytes: Uint8Array; revision: number }> {
      const message = await bus.jsm.streams.getMessage('KV_KEYS', {
        last_by_subj: `$KV.KEYS.${key}`,
      });
      if (message === null) throw new Error(`nothing is stored under ${key}`);
      return { bytes: message.data, revision: message.seq };
    }
    const inFiles = (bytes: Uint8Array): Promise<string[]> => filesWith(engine.data, bytes);

    it('a destroyed key’s wrapped bytes are found no more, and were found before', async () => {
      await store.createKey('alice');
      await store.createKey('bob');
      const [alice, bob] = [await stored('key.alice'), await stored('key.bob')];
      expect(await inFiles(alice.bytes)).not.toEqual([]);
      await store.destroyKey('alice');
      expect(await inFiles(alice.bytes)).toEqual([]);
      expect(await inFiles(bob.bytes)).not.toEqual([]);
      await engine.startAgain();
      expect(await inFiles(alice.bytes)).toEqual([]);
      expect(await inFiles(bob.bytes)).not.toEqual([]);
    });

    it('neither keys nor secrets nor logins lie open', async () => {
      const key = await store.createKey('carol');
      await store.putSecret('carol', 'password', Buffer.from('carol’s verifier'));
      await store.reserveLogin('carol@secret.example', 'carol');
      if (typeof key === 'string') throw new Error('carol was erased');
      expect(await inFiles(key.bytes)).toEqual([]);
      expect(await inFiles(Buffer.from('carol’s verifier'))).toEqual([]);
      expect(await inFiles(Buffer.from('carol@secret.example'))).toEqual([]);
      expect(await inFiles(MASTER_KEY)).toEqual([]);
    });

    it('every version of a replaced secret is found no more, the last until it is dropped', async () => {
      const versions: Uint8Array[] = [];
      for (let version = 0; version < 5; version++) {
        await store.putSecret('dave', 'refresh.f1', Buffer.from(`hash ${version}`));
        versions.push((await stored('secret.dave.refresh.f1')).bytes);
      }
      const found = await Promise.all(versions.map(inFiles));
      expect(found.map((files) => files.length > 0)).toEqual([false, false, false, false, true]);
      await store.dropSecrets('dave');
      expect(await inFiles(versions[4] ?? Buffer.of(0))).toEqual([]);
    });

    it('an old version that a crash left behind goes with its secret, and never comes back', async () => {
      await store.putSecret('erin', 'refresh.f1', Buffer.from('old'));
      const old = await stored('secret.erin.refresh.f1');
      // What a crash between storing and destroying leaves: two versions.
      await bus.js.publish('$KV.KEYS.secret.erin.refresh.f1', randomBytes(64));
      await store.dropSecret('erin', 'refresh.f1');
      expect(await store.secret('erin', 'refresh.f1')).toBeUndefined();
      expect(await inFiles(old.bytes)).toEqual([]);
    });

    it('a destruction that a crash interrupted leaves neither key nor tombstone, and is resumed', async () => {
      await store.createKey('frank');
      const { revision } = await stored('key.frank');
      await bus.jsm.streams.deleteMessage('KV_KEYS', revision, true);
      expect(await store.key('frank')).toBeUndefined();
      await store.destroyKey('frank');
      expect(await store.key('frank')).toBe('erased');
    });

    it('what lies under another name does not open there', async () => {
      await store.createKey('grace');
      await bus.js.publish('$KV.KEYS.key.heidi', (await stored('key.grace')).bytes);
      await expect(store.key('heidi')).rejects.toThrow(StoreDamaged);
    });

    it('another master key is refused, with what to do', async () => {
      const opening = JetStreamKeyStore.open(bus, randomBytes(32));
      await expect(opening).rejects.toThrow(WrongMasterKey);
      await expect(opening).rejects.toThrow(/set LIAISON_MASTER_KEY_FILE/);
    });

    it('two processes that open an empty store at once keep one master key', async () => {
      const other = await EngineUnderTest.start(process.env);
      try {
        const bus = await other.connect();
        const openings = [randomBytes(32), randomBytes(32)].map((key) =>
          JetStreamKeyStore.open(bus, key).then(
            () => 'open',
            (error: Error) => error.name,
          ),
        );
        expect((await Promise.all(openings)).sort()).toEqual(['WrongMasterKey', 'open']);
      } finally {
        await other.end();
      }
    });
  });
});
