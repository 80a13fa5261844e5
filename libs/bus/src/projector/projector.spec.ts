import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { AggregateName } from '@liaison/contracts';
import { Logger } from '@nestjs/common';
import type { Bus } from '../connection.js';
import { Fenced } from '../errors.js';
import { keyOf, writeFact } from '../fixtures/fact-writer.js';
import type { SpecEngine } from '../fixtures/engine-of-a-spec.js';
import { playground } from '../fixtures/playground.js';
import { until } from '../fixtures/until.js';
import { type SpecReplica, type SpecReplicaOptions, specReplica } from '../fixtures/replica.js';

const PARTITIONS = 4;
const ALL = [...Array(PARTITIONS).keys()];
const TAKEOVERS = 'liaison_takeovers_total';
const FENCED = 'liaison_fenced_total';
const metricOf = (projector: string, name: string): string => name + JSON.stringify({ projector });
const terminal = (user: string): AggregateName => ({ kind: 'terminal', user, terminal: 't' });

describe('the projector', () => {
  let ground: SpecEngine;
  let bus: Bus;
  let apps = 0;
  const started: SpecReplica[] = [];

  beforeAll(async () => {
    Logger.overrideLogger(false);
    ground = await playground(PARTITIONS);
    bus = await ground.connect('writer');
  });
  afterEach(async () => {
    const replicas = started.splice(0);
    await Promise.all(replicas.map(({ ownership }) => ownership.stop()));
    expect(replicas.flatMap((replica) => replica.faults())).toEqual([]);
  });
  afterAll(() => ground.end());

  const fresh = (): string => `app${++apps}`;
  async function replica(options: Partial<SpecReplicaOptions> = {}): Promise<SpecReplica> {
    const made = await specReplica(ground, { app: fresh(), name: 'a', ...options });
    started.push(made);
    return made;
  }
  const partitionOf = (user: string): number => bus.subjects.partitionOf(user);
  const caughtUp = async (made: SpecReplica, sequence: number, user: string): Promise<void> => {
    await until('the partition is owned', () => made.projector.live(partitionOf(user)));
    await made.folded(partitionOf(user), sequence);
  };
  const checkpointOf = async (app: string, partition: number): Promise<number | undefined> => {
    const subject = bus.subjects.checkpoint(app, partition);
    const message = await bus.jsm.streams.getMessage('CKPT', { last_by_subj: subject });
    return message?.json<{ sequence: number }>().sequence;
  };

  it('owns idle partitions too, and they go live with nothing to read', async () => {
    let ahead = 0;
    const clock = () => performance.now() + ahead;
    const a = await replica({ filter: (p) => bus.subjects.accountsOf(p), clock });
    await until('all are live', () => ALL.every((p) => a.projector.live(p)));
    expect(ALL.map((p) => a.projector.position(p))).toEqual([0, 0, 0, 0]);
    expect(a.meter.value('liaison_partitions_owned{}')).toBe(PARTITIONS);
    expect(a.projector.fault()).toBeUndefined();
    const age = () => a.meter.value('liaison_lease_age_seconds') ?? 4;
    await until('its lease was just renewed', () => age() < 1);
    ahead = 2_000;
    expect(age()).toBeGreaterThanOrEqual(2);
    await until('its lease was renewed again', () => age() < 1);
  });

  it('folds every fact once and in order, opened, and goes live behind the log', async () => {
    const key = keyOf(1);
    const first = await writeFact(bus, terminal('anna'));
    const second = await writeFact(bus, terminal('anna'), { key, box: { secret: 'blue' } });
    let liveAt = -1;
    const a = await replica({
      rules: { fold: () => (liveAt = a?.tally(partitionOf('anna'))?.isLive === true ? 1 : 0) },
    });
    await caughtUp(a, second, 'anna');
    expect(liveAt).toBe(0);
    const third = await writeFact(bus, terminal('anna'));
    await a.folded(partitionOf('anna'), third);
    const facts = a.tally(partitionOf('anna'))!.facts;
    expect(facts.map(({ sequence }) => sequence)).toEqual([first, second, third]);
    expect(facts.map(({ box }) => box)).toEqual([undefined, { secret: 'blue' }, undefined]);
    expect(facts[0]).toMatchObject({ aggregate: terminal('anna') });
    expect(facts[0]!.recorded).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('says erased where the key has a tombstone', async () => {
    const a = await replica();
    a.keys.keys.set('gone', 'erased');
    const sequence = await writeFact(bus, terminal('gone'), { key: keyOf(9) });
    await caughtUp(a, sequence, 'gone');
    expect(a.tally(partitionOf('gone'))!.facts.at(-1)).toMatchObject({ sequence, box: 'erased' });
  });

  it('goes on from its checkpoint, and stores it in time and at its end', async () => {
    const app = fresh();
    const a = await replica({ app });
    const p = partitionOf('bert');
    const first = await writeFact(bus, terminal('bert'));
    await caughtUp(a, first, 'bert');
    await until('stored in time', async () => (await checkpointOf(app, p)) === first);
    const second = await writeFact(bus, terminal('bert'));
    await a.folded(p, second);
    await a.ownership.stop();
    expect(await checkpointOf(app, p)).toBe(second);
    const third = await writeFact(bus, terminal('bert'));
    const b = await replica({ app, name: 'b' });
    await caughtUp(b, third, 'bert');
    expect(b.tally(p)!.checkpoints).toEqual([second]);
    expect(b.tally(p)!.sequences).toEqual([third]);
    await until('all are live', () => ALL.every((one) => b.projector.live(one)));
    const takeovers = metricOf(app, TAKEOVERS);
    expect([a, b].map(({ meter }) => meter.value(takeovers))).toEqual([undefined, PARTITIONS]);
  });

  it('starts from the last fact of each subject where a projection keeps no checkpoint', async () => {
    await writeFact(bus, terminal('carl'));
    const last = await writeFact(bus, terminal('carl'));
    const rules = { load: async () => 'last' as const, flush: async () => undefined };
    const app = fresh();
    const a = await replica({ app, rules });
    await caughtUp(a, last, 'carl');
    const next = await writeFact(bus, terminal('carl'));
    await caughtUp(a, next, 'carl');
    const p = partitionOf('carl');
    const carls = a.tally(p)!.facts.filter(({ envelope }) => envelope.subject.includes('carl'));
    expect(carls.map(({ sequence }) => sequence)).toEqual([last, next]);
    expect(await checkpointOf(app, p)).toBe(0);
  });

  it('folds nothing while a projection stores, unless it says that it can', async () => {
    const p = partitionOf('dora');
    const held: (() => void)[] = [];
    const hold = async (): Promise<undefined> => {
      await new Promise<void>((resolve) => held.push(resolve));
    };
    const patient = await replica({ rules: { flush: hold } });
    const other = await replica({ rules: { flush: hold, foldsDuringFlush: true } });
    await until('both store', () => [patient, other].every((one) => one.tally(p)?.inFlush));
    const sequence = await writeFact(bus, terminal('dora'));
    await other.folded(p, sequence);
    expect(other.tally(p)!.inFlush).toBe(true);
    expect(patient.tally(p)!.sequences).not.toContain(sequence);
    Reflect.deleteProperty(patient.rules, 'flush');
    Reflect.deleteProperty(other.rules, 'flush');
    for (const release of held) release();
    await patient.folded(p, sequence);
  });

  it.each([
    { by: 'its flush', fence: 'flush' },
    { by: 'an output of its own', fence: 'told' },
  ])('drops and loads a partition again when $by is fenced', async ({ fence }) => {
    const p = partitionOf('emil');
    const first = await writeFact(bus, terminal('emil'));
    const app = fresh();
    const a = await replica({ app });
    await caughtUp(a, first, 'emil');
    const before = a.tally(p)!;
    if (fence === 'told') before.context.fenced();
    else {
      a.rules.flush = async (tally) => {
        if (tally === before) throw new Fenced('somebody else');
        return undefined;
      };
    }
    await until('loaded again', () => a.tally(p) !== before && a.projector.live(p));
    expect(before.isDropped).toBe(true);
    expect(before.context.stillMine()).toBe(false);
    expect(a.tally(p)!.context.stillMine()).toBe(true);
    expect(a.tally(p)!.context.owner).not.toBe(before.context.owner);
    expect(a.meter.value(metricOf(app, FENCED))).toBe(1);
    expect(a.meter.value(metricOf(app, TAKEOVERS))).toBeUndefined();
  });

  it('is fenced by a checkpoint that somebody else has claimed', async () => {
    const app = fresh();
    const p = partitionOf('fred');
    const a = await replica({ app });
    const first = await writeFact(bus, terminal('fred'));
    await caughtUp(a, first, 'fred');
    await until('stored', async () => (await checkpointOf(app, p)) === first);
    const before = a.tally(p)!;
    const claim = JSON.stringify({
      owner: 'x',
      sequence: first,
      seen: { sequence: 0, recordedMs: 0 },
    });
    await bus.js.publish(bus.subjects.checkpoint(app, p), claim);
    const second = await writeFact(bus, terminal('fred'));
    await until('loaded again', () => before.isDropped);
    await caughtUp(a, second, 'fred');
    expect(a.tally(p)!.checkpoints).toEqual([first]);
    const counted = [FENCED, TAKEOVERS].map((name) => a.meter.value(metricOf(app, name)));
    expect(counted).toEqual([1, 1]);
  });

  it('says that outputs cannot be stored, goes on folding, and stores them later', async () => {
    const app = fresh();
    const p = partitionOf('gina');
    const rules = { flush: async () => Promise.reject(new Error('the store is away')) };
    const a = await replica({ app, rules });
    const sequence = await writeFact(bus, terminal('gina'));
    await caughtUp(a, sequence, 'gina');
    await until('it says so', () => a.projector.fault()?.includes('not stored') === true);
    expect(a.tallies).toHaveLength(PARTITIONS);
    // One attempt after the fact was folded is over.
    const { flushes } = a.tally(p)!;
    await until('it was tried again', () => a.tally(p)!.flushes > flushes + 1);
    expect(await checkpointOf(app, p)).toBe(0);
    Reflect.deleteProperty(a.rules, 'flush');
    await until('stored', async () => (await checkpointOf(app, p)) === sequence);
    await until('all is well', () => a.projector.fault() === undefined);
  });

  it('measures how far the log is ahead', async () => {
    const app = fresh();
    const p = partitionOf('hans');
    const a = await replica({
      app,
      rules: { load: () => new Promise<never>(() => undefined) },
    });
    const sequence = await writeFact(bus, terminal('hans'));
    const name = `liaison_projector_lag${JSON.stringify({ projector: app, partition: String(p) })}`;
    await until('it is measured', () => (a.meter.value(name) ?? 0) >= sequence);
  });
});
