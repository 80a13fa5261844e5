import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { SpecEngine } from '../fixtures/engine-of-a-spec.js';
import { playground } from '../fixtures/playground.js';
import { until } from '../fixtures/until.js';
import { Ownership, type OwnershipOptions } from './ownership.js';
import type { Loss } from './partition-turns.js';

const PARTITIONS = 16;
const ALL = [...Array(PARTITIONS).keys()];

describe('the partitions of an app', () => {
  let ground: SpecEngine;
  let apps = 0;
  const started: Ownership[] = [];

  beforeAll(async () => {
    Logger.overrideLogger(false);
    ground = await playground(PARTITIONS);
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map((ownership) => ownership.stop()));
  });
  afterAll(() => ground.end());

  interface Replica {
    readonly ownership: Ownership;
    readonly owned: Set<number>;
    readonly losses: Loss[];
    readonly faults: string[];
  }
  async function replica(
    app: string,
    name: string,
    options: Partial<OwnershipOptions> = {},
  ): Promise<Replica> {
    const bus = await ground.connect(name);
    const ownership = new Ownership({ bus, app, replica: name, ...options });
    const owned = new Set<number>();
    const losses: Loss[] = [];
    const faults: string[] = [];
    const busy = new Set<number>();
    const turn = async (p: number, change: () => boolean): Promise<void> => {
      if (busy.has(p)) faults.push(`two calls at once for ${p}`);
      if (!change()) faults.push(`out of order for ${p}`);
      busy.add(p);
      // It fails where the engine is away.
      await bus.nc.flush().finally(() => busy.delete(p));
    };
    ownership.add({
      gained: (p) => turn(p, () => !owned.has(p) && owned.add(p).has(p)),
      lost: (p, loss) => turn(p, () => losses.push(loss) > 0 && owned.delete(p)),
    });
    started.push(ownership);
    await ownership.start();
    return { ownership, owned, losses, faults };
  }
  const fresh = (): string => `app${++apps}`;
  const disjoint = (replicas: readonly Replica[]): boolean => {
    const all = replicas.flatMap(({ owned }) => [...owned]);
    return all.length === PARTITIONS && new Set(all).size === PARTITIONS;
  };

  it('are all owned by the only replica, idle ones too', async () => {
    const a = await replica(fresh(), 'a');
    await until('all gained', () => a.owned.size === PARTITIONS);
    expect(a.ownership.owned()).toEqual(ALL);
    expect(a.ownership.fault()).toBeUndefined();
  });

  it('are shared when a second comes, and move at once when it leaves', async () => {
    const app = fresh();
    const a = await replica(app, 'a');
    const b = await replica(app, 'b');
    await until('shared', () => disjoint([a, b]) && b.owned.size > 0);
    expect(new Set(a.losses)).toEqual(new Set(['moved']));
    const before = performance.now();
    await b.ownership.stop();
    await until('all with a', () => a.owned.size === PARTITIONS);
    expect(performance.now() - before).toBeLessThan(2_000);
    expect(new Set(b.losses)).toEqual(new Set(['leaving']));
    expect(b.owned.size).toBe(0);
    expect([...a.faults, ...b.faults]).toEqual([]);
  });

  it('are released by who leaves before the others are told', async () => {
    const app = fresh();
    const a = await replica(app, 'a');
    const b = await replica(app, 'b');
    await until('shared', () => disjoint([a, b]) && b.owned.size > 0);
    let release: (() => void) | undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    b.ownership.add({ gained: () => undefined, lost: () => released });
    const mine = a.owned.size;
    const stopped = b.ownership.stop();
    await until('b lets go', () => b.owned.size === 0);
    await a.ownership.refresh();
    expect(a.owned.size).toBe(mine);
    release?.();
    await stopped;
    await until('all with a', () => a.owned.size === PARTITIONS);
  });

  it('are taken over from one that is cut off, and it knows before', async () => {
    const app = fresh();
    const a = await replica(app, 'a');
    const cut = await ground.connect('cut');
    const b = await replica(app, 'b', { bus: cut });
    await until('shared', () => disjoint([a, b]) && b.owned.size > 0);
    await cut.nc.close();
    await until('all with a', () => {
      if (a.owned.size === PARTITIONS) expect(b.ownership.valid()).toBe(false);
      return a.owned.size === PARTITIONS;
    });
    expect(b.ownership.owned()).toEqual([]);
    expect(b.ownership.fault()).toContain('holds no lease');
  });

  it('are all released, and gained afresh, by one that slept longer than its lease', async () => {
    let ahead = 0;
    const a = await replica(fresh(), 'a', { clock: () => performance.now() + ahead });
    await until('all gained', () => a.owned.size === PARTITIONS);
    const before = a.ownership.incarnation;
    ahead = 4_000;
    expect(a.ownership.valid()).toBe(false);
    expect(a.ownership.owns(0)).toBe(false);
    await until('gained afresh', () => a.ownership.valid() && a.owned.size === PARTITIONS);
    expect(a.losses).toEqual(ALL.map(() => 'expired'));
    expect(a.ownership.incarnation).not.toBe(before);
    expect(a.faults).toEqual([]);
  });

  it('stay where they are over a short absence of the engine', async () => {
    const app = fresh();
    // Far longer than any restart takes: what is short is told by the lease, not by the machine.
    const lease = { ttlMs: 60_000 };
    const a = await replica(app, 'a', lease);
    const b = await replica(app, 'b', lease);
    await until('shared', () => disjoint([a, b]) && b.owned.size > 0);
    a.losses.length = 0;
    await ground.restart();
    await Promise.all([a.ownership.refresh(), b.ownership.refresh()]);
    expect(disjoint([a, b])).toBe(true);
    expect([...a.losses, ...b.losses]).toEqual([]);
    expect([...a.faults, ...b.faults]).toEqual([]);
  });
});
