import { EventEmitter, once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { StoreAway } from '../errors.js';
import type { Mark, Row } from '../row-store.js';
import type { RowStoreUnderTest } from './row-store-under-test.js';

/** Who writes when the store is killed: so many, rows of their own each, until each was stored so often. */
const WRITERS = 8;
const ROWS = 24;
const EACH = 20;

const row = (key: string, seq: number): Row => ({
  key,
  seq,
  state: Buffer.from(`${key} at ${seq}`),
});

const mark = (sequence: number): Mark => ({ sequence, seen: { sequence, recordedMs: 1_000 } });

/** What every row store knows of how far its rows are; part of `rowStoreContract`. */
export function rowStoreMarksContract(test: () => RowStoreUnderTest): void {
  let projections = 0;

  async function keysOf(projection: string): Promise<string[]> {
    const keys: string[] = [];
    for await (const { key } of test().store.load(projection, 3)) keys.push(key);
    return keys;
  }

  describe('how far the rows of a partition are stored', () => {
    it('is kept beside them, of each partition alone, and among no rows', async () => {
      const p = `marked${++projections}`;
      expect(await test().store.mark(p, 3)).toBeUndefined();
      await test().store.save(p, 3, [row('alice', 5)]);
      const version = await test().store.putMark(p, 3, mark(5), 0);
      expect(await test().another.mark(p, 3)).toEqual({ version, ...mark(5) });
      expect(await test().store.mark(p, 4)).toBeUndefined();
      expect(await keysOf(p)).toHaveLength(1);
    });

    it('is replaced by who knows the last one, and by nobody else', async () => {
      const p = `marked${++projections}`;
      const first = Number(await test().store.putMark(p, 3, mark(5), 0));
      expect(await test().another.putMark(p, 3, mark(6), 0)).toBe('conflict');
      const second = Number(await test().another.putMark(p, 3, mark(7), first));
      expect(await test().store.putMark(p, 3, mark(8), first)).toBe('conflict');
      expect(await test().store.mark(p, 3)).toEqual({ version: second, ...mark(7) });
    });

    it('goes with the rows, and who knew it can say nothing more', async () => {
      const p = `marked${++projections}`;
      const version = Number(await test().store.putMark(p, 3, mark(5), 0));
      await test().another.drop(p, 3);
      expect(await test().store.mark(p, 3)).toBeUndefined();
      expect(await test().store.putMark(p, 3, mark(6), version)).toBe('conflict');
      expect(await test().store.putMark(p, 3, mark(1), 0)).not.toBe('conflict');
    });
  });
}

/** Nothing that was acknowledged is lost; part of `rowStoreContract`. */
export function rowStoreKilledContract(test: () => RowStoreUnderTest): void {
  describe('a store that is killed while rows are stored', () => {
    it('has every row that was acknowledged', async () => {
      const p = 'killed';
      const acknowledged = new Map<string, number>();
      const gate = new EventEmitter();
      const loaded = once(gate, 'enough');
      const writers = Array.from({ length: WRITERS }, async (_, writer) => {
        for (let seq = 1; ; seq++) {
          const rows = [1, 2, 3].map((number) => row(`user${writer}-${number}`, seq));
          const saved = await test()
            .store.save(p, 3, rows)
            .catch((error: unknown) => error);
          if (saved instanceof Error) return saved;
          for (const { key } of rows) acknowledged.set(key, seq);
          if (acknowledged.size === ROWS && Math.min(...acknowledged.values()) >= EACH)
            gate.emit('enough');
        }
      });
      await loaded;
      await test().takeAway();
      for (const error of await Promise.all(writers)) expect(error).toBeInstanceOf(StoreAway);
      await test().bringBack();
      const stored = new Map<string, number>();
      for await (const { key, seq } of test().another.load(p, 3)) stored.set(key, seq);
      const lost = [...acknowledged].filter(([key, seq]) => (stored.get(key) ?? 0) < seq);
      expect(lost).toEqual([]);
    });
  });
}
