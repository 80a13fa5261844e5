import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '@liaison/bus/fixtures';
import { SystemClock } from '@liaison/runtime';
import { JetStreamRowStore, type Mark, type RowStore, StoreAway } from '@liaison/store';
import { World } from '../fixtures/world.js';
import { AvailabilityPartition } from './availability.partition.js';
import { FairShare } from './fair-share.js';
import { History } from './fixtures/history.js';
import { Gate } from './gate.js';

const nothing = (): void => undefined;

/** The engine's rows; saving them waits until the engine is said to be away. */
class HeldRows extends JetStreamRowStore {
  saves = 0;
  away: () => void = nothing;
  private held: Promise<void> | undefined;

  hold(): void {
    this.held = new Promise((_, reject) => {
      this.away = () => {
        this.held = undefined;
        reject(new StoreAway('no row is stored'));
      };
    });
  }

  override async save(...asked: Parameters<RowStore['save']>): ReturnType<RowStore['save']> {
    this.saves++;
    await this.held;
    return super.save(...asked);
  }
}

describe('the rows of a partition and what is said of them', () => {
  let world: World;
  let rows: HeldRows;
  let partition: number;
  beforeEach(async () => {
    world = await World.begin();
    rows = new HeldRows(world.bus);
    partition = world.bus.subjects.partitionOf('alice');
  }, 30_000);
  afterEach(() => world.end());

  async function owner(): Promise<AvailabilityPartition> {
    const { bus, ring: keys } = world;
    const written: string[] = [];
    const made = new AvailabilityPartition(
      {
        bus,
        rows,
        keys,
        clock: new SystemClock(0),
        share: new FairShare(),
        gate: new Gate(1),
        triggers: {
          changePeriods: () => Promise.resolve(true),
          expireGrant: () => Promise.resolve(true),
        },
        happenings: {
          stateWritten: () => void written.push('state'),
          refused: nothing,
          boundaryWritten: nothing,
          poisoned: nothing,
          failed: nothing,
        },
      },
      { partition, owner: 'one.1.1', stillMine: () => true, fenced: nothing },
    );
    await made.load(0);
    const history = new History();
    for (const fact of [history.registered(), history.uploaded(), history.activated()]) {
      made.fold(fact);
    }
    made.live();
    await until('state written', () => written.length > 0);
    return made;
  }

  const marked = (): Promise<Mark | undefined> => rows.mark('availability', partition);

  it('are said to be stored when they are, and not before, whatever the store does', async () => {
    const one = await owner();
    rows.hold();
    let answered = false;
    const flushed = one.flush().finally(() => (answered = true));
    flushed.catch(nothing);
    await until('rows are being stored', () => rows.saves > 0);
    await world.bus.nc.flush();
    expect(await marked()).toBeUndefined();
    expect(answered).toBe(false);
    rows.away();
    await expect(flushed).rejects.toThrow(StoreAway);
    expect(await marked()).toBeUndefined();
    expect(await world.rowsOf('alice')).toBe(0);
    expect(await until('the next time', () => one.flush().catch(() => undefined))).toBe(3);
    expect(await marked()).toMatchObject({ sequence: 3 });
    expect(await world.rowsOf('alice')).toBe(2);
    one.drop();
  }, 15_000);

  it('are built anew where they were lost while nothing happened to their users', async () => {
    const replica = await world.start('one');
    await world.register('alice');
    await until('her row is stored', async () => (await world.rowsOf('alice')) > 0);
    await until('and marked', async () => ((await marked())?.sequence ?? 0) > 0);
    await rows.drop('availability', partition);
    await until('they are there again', async () => (await world.rowsOf('alice')) > 0);
    await until('and marked again', async () => ((await marked())?.sequence ?? 0) > 0);
    await until('all is well', async () => (await fetch(`${replica.url}/ready`)).ok);
  }, 30_000);
});
