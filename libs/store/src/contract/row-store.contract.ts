import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BadToken } from '@liaison/contracts';
import { RowTooLarge, StoreAway } from '../errors.js';
import { ROW_STATE_BYTES_MAX, type Row, type RowStore } from '../row-store.js';
import { rowStoreErasedContract } from './row-store-erased.contract.js';
import { rowStoreKilledContract, rowStoreMarksContract } from './row-store-marks.contract.js';
import { rowStoreSavesContract } from './row-store-saves.contract.js';
import type { RowStoreUnderTest } from './row-store-under-test.js';

const MANY = 3_000;

const row = (key: string, seq: number, text = `${key} at ${seq}`): Row => ({
  key,
  seq,
  state: Buffer.from(JSON.stringify({ text })),
});
const plain = ({ key, seq, state }: Row): object => {
  return { key, seq, ...(JSON.parse(Buffer.from(state).toString()) as object) };
};

/** What every row store does; each adapter runs it unchanged. */
// oxlint-disable-next-line max-lines-per-function -- one suite, as in a spec
export function rowStoreContract(start: () => Promise<RowStoreUnderTest>): void {
  let test: RowStoreUnderTest;
  let store: RowStore;
  let projections = 0;
  const fresh = (): string => `p${++projections}`;

  beforeAll(async () => {
    test = await start();
    store = test.store;
  });
  afterAll(() => test.end());

  async function loaded(projection: string, partition: number, by = store): Promise<object[]> {
    const rows: Row[] = [];
    for await (const one of by.load(projection, partition)) rows.push(one);
    return rows.sort((a, b) => (a.key < b.key ? -1 : 1)).map(plain);
  }

  /** As another process sees it. */
  async function pageOf(p: string, after: string, max: number): Promise<string[]> {
    return (await test.another.page(p, 3, after, max)).map(({ key, seq }) => `${key} at ${seq}`);
  }

  describe('a row said to be new', () => {
    it('is saved, and guarded all the same where it is not', async () => {
      const p = fresh();
      const asNew = (key: string, seq: number): Row => ({ ...row(key, seq), isNew: true });
      await store.save(p, 3, [row('bob', 5), row('carol', 1)]);
      const rows = [asNew('alice', 2), asNew('bob', 4), asNew('carol', 3)];
      expect(await store.save(p, 3, rows)).toEqual({ stale: ['bob'] });
      expect(await store.save(p, 3, rows)).toEqual({ stale: ['bob'] });
      expect(await loaded(p, 3)).toEqual(
        [row('alice', 2), row('bob', 5), row('carol', 3)].map(plain),
      );
    });
  });

  describe('a row', () => {
    it('is read back byte for byte, with its sequence', async () => {
      const p = fresh();
      const state = Buffer.from([0, 10, 13, 255, 123, 10]);
      await store.save(p, 3, [{ key: 'alice', seq: 9_007_199_254_740_991, state }]);
      const read = await test.another.read(p, 3, 'alice');
      expect(read?.seq).toBe(9_007_199_254_740_991);
      expect(Buffer.compare(read?.state ?? Buffer.alloc(0), state)).toBe(0);
    });

    it('is nothing where none was saved', async () => {
      expect(await store.read(fresh(), 3, 'nobody')).toBeUndefined();
    });

    it('is replaced by a newer one', async () => {
      const p = fresh();
      await store.save(p, 3, [row('alice', 1)]);
      expect(await store.save(p, 3, [row('alice', 2)])).toEqual({ stale: [] });
      expect(await loaded(p, 3)).toEqual([{ key: 'alice', seq: 2, text: 'alice at 2' }]);
    });

    it('is left out and named where a newer one is stored; the others of its batch are saved', async () => {
      const p = fresh();
      await store.save(p, 3, [row('alice', 5)]);
      const answer = await store.save(p, 3, [row('alice', 4), row('bob', 4)]);
      expect(answer).toEqual({ stale: ['alice'] });
      expect(await loaded(p, 3)).toEqual([
        { key: 'alice', seq: 5, text: 'alice at 5' },
        { key: 'bob', seq: 4, text: 'bob at 4' },
      ]);
    });

    it('counts as saved where it is stored already, byte for byte', async () => {
      const p = fresh();
      await store.save(p, 3, [row('alice', 5)]);
      expect(await store.save(p, 3, [row('alice', 5)])).toEqual({ stale: [] });
      expect(await test.another.save(p, 3, [row('alice', 5)])).toEqual({ stale: [] });
    });

    it('is stale where another one of the same sequence is stored', async () => {
      const p = fresh();
      await store.save(p, 3, [row('alice', 5)]);
      expect(await store.save(p, 3, [row('alice', 5, 'else')])).toEqual({ stale: ['alice'] });
    });

    it('is stored up to the longest state there may be; a longer one is refused with all its batch', async () => {
      const p = fresh();
      const longest = { key: 'alice', seq: 1, state: Buffer.alloc(ROW_STATE_BYTES_MAX, 'x') };
      const rows = [longest, { ...longest, key: 'bob' }, { ...longest, key: 'carol' }];
      expect(await store.save(p, 3, rows)).toEqual({ stale: [] });
      const read = await test.another.read(p, 3, 'carol');
      expect(Buffer.compare(read?.state ?? Buffer.alloc(0), longest.state)).toBe(0);
      const longer = { key: 'dave', seq: 1, state: Buffer.alloc(ROW_STATE_BYTES_MAX + 1) };
      await expect(store.save(p, 3, [row('erin', 1), longer])).rejects.toThrow(RowTooLarge);
      expect(await store.read(p, 3, 'erin')).toBeUndefined();
    });

    it('may not be called what could name another row', async () => {
      for (const key of ['', '*', '>', 'a.*', 'a b', 'a..b', 'a.b.c.d.e']) {
        await expect(store.read('p', 3, key)).rejects.toThrow(BadToken);
      }
    });
  });

  describe('two writers', () => {
    it('one stale, one ahead: the row ahead stays, whoever remembers what', async () => {
      const p = fresh();
      await store.save(p, 3, [row('alice', 1)]);
      await test.another.save(p, 3, [row('alice', 7)]);
      expect(await store.save(p, 3, [row('alice', 6)])).toEqual({ stale: ['alice'] });
      expect(await store.save(p, 3, [row('alice', 8)])).toEqual({ stale: [] });
      expect(await test.another.save(p, 3, [row('alice', 7)])).toEqual({ stale: ['alice'] });
      expect((await store.read(p, 3, 'alice'))?.seq).toBe(8);
    });

    it('saving the same row at once: the newest stays', async () => {
      const p = fresh();
      const saves = [3, 1, 4, 2].map((seq, index) =>
        (index % 2 === 0 ? store : test.another).save(p, 3, [row('alice', seq)]),
      );
      await Promise.all(saves);
      expect((await store.read(p, 3, 'alice'))?.seq).toBe(4);
    });
  });

  describe('a partition', () => {
    it('is loaded whole, alone', async () => {
      const p = fresh();
      const rows = Array.from({ length: MANY }, (_, at) => row(`user${10_000 + at}`, at + 1));
      await store.save(p, 3, rows);
      await store.save(p, 4, [row('alice', 1)]);
      await store.save(fresh(), 3, [row('alice', 1)]);
      expect(await loaded(p, 3, test.another)).toEqual(rows.map(plain));
    });

    it('is nothing where nothing was saved', async () => {
      expect(await loaded(fresh(), 3)).toEqual([]);
    });

    it('that is dropped is gone, no other, and begins anew', async () => {
      const p = fresh();
      await store.save(p, 3, [row('alice', 5), row('bob', 5)]);
      await store.save(p, 4, [row('carol', 5)]);
      await store.drop(p, 3);
      expect(await loaded(p, 3)).toEqual([]);
      expect(await loaded(p, 4)).toHaveLength(1);
      expect(await store.save(p, 3, [row('alice', 1)])).toEqual({ stale: [] });
      expect(await test.another.save(p, 3, [row('bob', 1)])).toEqual({ stale: [] });
    });
  });

  describe('rows page by page', () => {
    it('come in the order of their keys, of a partition alone, uploads and the like left out', async () => {
      const p = fresh();
      const keys = ['b', 'a', 'B', 'a-b', 'a_b', 'a0', 'a.work', 'a.work.more', 'z.home'];
      await store.save(
        p,
        3,
        keys.map((key) => row(key, 7)),
      );
      await store.save(p, 4, [row('c', 1)]);
      await store.save(fresh(), 3, [row('d', 1)]);
      const inOrder = ['B', 'a', 'a-b', 'a0', 'a_b', 'b'].map((key) => `${key} at 7`);
      expect(await pageOf(p, '', 6)).toEqual(inOrder);
      expect(await pageOf(p, '', 100)).toEqual(inOrder);
      expect(await pageOf(p, '', 2)).toEqual(inOrder.slice(0, 2));
      expect(await pageOf(p, 'a', 2)).toEqual(inOrder.slice(2, 4));
      expect(await pageOf(p, 'a1', 2)).toEqual(inOrder.slice(4));
      expect(await pageOf(p, 'b', 2)).toEqual([]);
      expect(await pageOf(fresh(), '', 2)).toEqual([]);
    });

    it('bring each once that is there all the while, whatever is written and erased between two', async () => {
      const p = fresh();
      await store.save(
        p,
        3,
        ['a', 'b', 'd', 'e', 'f'].map((key) => row(key, 1)),
      );
      expect(await pageOf(p, '', 2)).toEqual(['a at 1', 'b at 1']);
      // Those of the first page change, one goes that is still to come, and others come.
      await store.save(p, 3, [row('a', 2), row('aa', 3), row('c', 4), row('f', 5)]);
      await store.erase(p, 3, 'b', 1);
      await store.erase(p, 3, 'd', 1);
      expect(await pageOf(p, 'b', 2)).toEqual(['c at 4', 'e at 1']);
      expect(await pageOf(p, 'e', 2)).toEqual(['f at 5']);
    });
  });

  rowStoreSavesContract(() => test);
  rowStoreErasedContract(() => test);
  rowStoreMarksContract(() => test);
  rowStoreKilledContract(() => test);

  describe('a store that is taken away', () => {
    it('says so to everybody, and has everything when it is back', async () => {
      const p = fresh();
      await store.save(p, 3, [row('alice', 5)]);
      await test.takeAway();
      await expect(store.read(p, 3, 'alice')).rejects.toThrow(StoreAway);
      await expect(store.save(p, 3, [row('alice', 6)])).rejects.toThrow(StoreAway);
      await expect(loaded(p, 3)).rejects.toThrow(StoreAway);
      await expect(store.page(p, 3, '', 1)).rejects.toThrow(StoreAway);
      await expect(store.erase(p, 3, 'alice', 5)).rejects.toThrow(StoreAway);
      await expect(store.drop(p, 3)).rejects.toThrow(StoreAway);
      await test.bringBack();
      expect(await loaded(p, 3)).toEqual([{ key: 'alice', seq: 5, text: 'alice at 5' }]);
      expect(await store.save(p, 3, [row('alice', 6)])).toEqual({ stale: [] });
    });
  });
}
