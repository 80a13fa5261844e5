import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Checkpoint, type CheckpointRecord, checkpointOf } from '@liaison/bus';
import { SystemClock } from '@liaison/runtime';
import { JetStreamRowStore, type Row, type RowStore, StoreAway } from '@liaison/store';
import { World } from '../fixtures/world.js';
import { REBUILD, ROW_SETS } from '../projections/row-sets.js';
import { buildRows } from './build-rows.js';

/** The engine's rows; saving them fails. */
class FailingRows extends JetStreamRowStore {
  override save(): ReturnType<RowStore['save']> {
    return Promise.reject(new StoreAway('no row is stored'));
  }
}

describe('rows that are built anew', () => {
  let world: World;
  let partition: number;
  beforeEach(async () => {
    world = await World.begin();
    partition = world.bus.subjects.partitionOf('alice');
    await world.register('alice');
    await world.connect('alice');
  }, 30_000);
  afterEach(() => world.end());

  const subject = (): string => world.bus.subjects.checkpoint(REBUILD, partition);

  async function built(set: string, rows: RowStore, owner: string): Promise<number> {
    const { bus, ring: keys } = world;
    const { signal } = new AbortController();
    const parts = { bus, rows, keys, clock: new SystemClock(0), signal };
    const checkpoint = await Checkpoint.claim({ bus, subject: subject(), owner, rows: set });
    return buildRows(parts, { partition, set, checkpoint }, () => undefined);
  }
  const left = (): Promise<CheckpointRecord | undefined> => checkpointOf(world.bus, subject());
  async function rowsIn(set: string): Promise<readonly Row[]> {
    const found: Row[] = [];
    for await (const row of world.rows.load(set, partition)) found.push(row);
    return found;
  }

  it('are not said to be stored by an attempt whose store fails: the next one loses nothing', async () => {
    const [, set] = ROW_SETS;
    await expect(built(set, new FailingRows(world.bus), '_rebuild.1')).rejects.toThrow(StoreAway);
    expect(await world.rows.mark(set, partition)).toBeUndefined();
    expect(await left()).toMatchObject({ sequence: 0 });
    expect(await built(set, world.rows, '_rebuild.2')).toBe(3);
    expect(await rowsIn(set)).toMatchObject([{ key: 'alice', seq: 3 }]);
    expect(await world.rows.mark(set, partition)).toMatchObject({ sequence: 3 });
    expect(await left()).toMatchObject({ sequence: 3, rows: set });
    // What is stored is gone on with.
    expect(await built(set, world.rows, '_rebuild.3')).toBe(0);
  });
});
