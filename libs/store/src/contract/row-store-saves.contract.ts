import { describe, expect, it } from '@jest/globals';
import { ROW_STATE_BYTES_MAX, type Row } from '../row-store.js';
import type { RowStoreUnderTest } from './row-store-under-test.js';

/** More rows than one command of any adapter takes, and more bytes. */
const LONGEST_ROWS = 264;

const row = (key: string, seq: number, text = `${key} at ${seq}`): Row => ({
  key,
  seq,
  state: Buffer.from(text),
});

/** What every row store does with a save that holds much, or a key more than once; part of `rowStoreContract`. */
export function rowStoreSavesContract(test: () => RowStoreUnderTest): void {
  let projections = 0;
  const fresh = (): string => `saves${++projections}`;

  /** As another process sees it. */
  async function textOf(projection: string, key: string): Promise<string | undefined> {
    const found = await test().another.read(projection, 3, key);
    return found === undefined ? undefined : Buffer.from(found.state).toString();
  }

  describe('duplicate keys in one save', () => {
    it('leave the newest row, wherever it stands, and an older one behind it is named', async () => {
      const p = fresh();
      const { store } = test();
      const rows = [row('alice', 6), row('alice', 5), row('bob', 5), row('bob', 6)];
      expect(await store.save(p, 3, rows)).toEqual({ stale: ['alice'] });
      expect(await textOf(p, 'alice')).toBe('alice at 6');
      expect(await textOf(p, 'bob')).toBe('bob at 6');
    });

    it('of one sequence leave the first row, and name another one; the same bytes are no other', async () => {
      const p = fresh();
      const rows = [row('alice', 6), row('alice', 6), row('bob', 6), row('bob', 6, 'else')];
      expect(await test().store.save(p, 3, rows)).toEqual({ stale: ['bob'] });
      expect(await textOf(p, 'bob')).toBe('bob at 6');
    });
  });

  describe('a save of more than one command can carry', () => {
    it('stores all its rows, and names the stale ones wherever they stand', async () => {
      const p = fresh();
      const { store, another } = test();
      const stale = ['user105', 'user300', 'user358'];
      const newer = stale.map((key) => row(key, 9));
      await another.save(p, 3, newer);
      const state = Buffer.alloc(ROW_STATE_BYTES_MAX, 'x');
      const rows = Array.from({ length: LONGEST_ROWS }, (_, at) => ({
        key: `user${100 + at}`,
        seq: 1,
        state,
      }));
      expect((await store.save(p, 3, rows)).stale.toSorted()).toEqual(stale);
      const stored: string[] = [];
      for await (const { key, seq, state: found } of another.load(p, 3)) {
        if (seq === 1 && Buffer.compare(found, state) === 0) stored.push(key);
      }
      const saved = rows.map(({ key }) => key).filter((key) => !stale.includes(key));
      expect(stored.toSorted()).toEqual(saved);
      for (const key of stale) expect(await textOf(p, key)).toBe(`${key} at 9`);
    });
  });
}
