import { describe, expect, it } from '@jest/globals';
import type { Row } from '../row-store.js';
import type { RowStoreUnderTest } from './row-store-under-test.js';

const row = (key: string, seq: number): Row => ({
  key,
  seq,
  state: Buffer.from(`${key} at ${seq}`),
});

/** What every row store does with what is taken out of it; part of `rowStoreContract`. */
export function rowStoreErasedContract(test: () => RowStoreUnderTest): void {
  let projections = 0;
  const fresh = (): string => `erased${++projections}`;

  /** As another process sees them. */
  async function rowsOf(projection: string): Promise<string[]> {
    const found: string[] = [];
    for await (const { key, seq } of test().another.load(projection, 3)) {
      found.push(`${key} at ${seq}`);
    }
    return found;
  }

  describe('an erased row', () => {
    it('is neither read nor loaded, and only a newer one takes its place', async () => {
      const p = fresh();
      const { store, another } = test();
      await store.save(p, 3, [row('alice', 5), row('bob', 5)]);
      await store.erase(p, 3, 'alice', 5);
      expect(await another.read(p, 3, 'alice')).toBeUndefined();
      expect(await rowsOf(p)).toEqual(['bob at 5']);
      expect(await another.save(p, 3, [row('alice', 5)])).toEqual({ stale: ['alice'] });
      expect(await store.save(p, 3, [row('alice', 6)])).toEqual({ stale: [] });
    });

    it('stays where it is newer than what the erasure is of', async () => {
      const p = fresh();
      const { store, another } = test();
      await store.save(p, 3, [row('alice', 5)]);
      await another.save(p, 3, [row('alice', 7)]);
      await store.erase(p, 3, 'alice', 5);
      expect(await rowsOf(p)).toEqual(['alice at 7']);
      await store.erase(p, 3, 'alice', 7);
      expect(await rowsOf(p)).toEqual([]);
    });

    it('is erased again, or never was: no matter', async () => {
      const p = fresh();
      const { store } = test();
      await store.save(p, 3, [row('alice', 5)]);
      await store.erase(p, 3, 'alice', 5);
      await store.erase(p, 3, 'alice', 5);
      await store.erase(p, 3, 'nobody', 5);
      expect(await rowsOf(p)).toEqual([]);
    });
  });
}
