import { Changes, type ClosedLoop } from './changes.js';
import type { Crowd } from './crowd.js';
import { cpuSeconds, percentile } from './measure.js';
import { publishProbe } from './probe.js';
import { Parts, type Row, row } from './report.js';
import type { System } from '../harness/system.js';
import { processesOf } from './site.js';

const OUTSTANDING = 500;
/** Several seconds of work, so that rows are stored more than once in each run. */
const COMMANDS = 30_000;
const WARM_UP = 2_000;
const RUNS = 3;
const DEGREE = 2;
const ID = 'P5';

/** A crowd on a system that keeps its rows in one of the stores. */
export interface Side {
  readonly crowd: Crowd;
  readonly system: System;
}

/** P5: command → stored → projected → pushed, beside one `js.publish` of the same run. */
export async function fullPath(engine: Side, mongodb: Side | undefined): Promise<Row[]> {
  const sides = [engine, mongodb].flatMap((side) => (side === undefined ? [] : [new Path(side)]));
  for (const path of sides) await path.prepare();
  for (let run = 0; run < RUNS; run++) for (const path of sides) await path.run();
  for (const { side } of sides) await side.crowd.close();
  const [ours, other] = sides;
  return [...(ours?.rows() ?? []), ...(ours && other ? other.besides(ours) : [])];
}

/** The runs of one side. */
class Path {
  readonly rates: number[] = [];
  readonly costs: number[] = [];
  private readonly ratios: number[] = [];
  private readonly probes: number[] = [];
  private readonly p99s: number[] = [];
  private readonly own: number[] = [];
  private readonly store: number[] = [];
  private readonly parts = new Parts();

  constructor(readonly side: Side) {}

  async prepare(): Promise<void> {
    const { crowd } = this.side;
    await crowd.renewTokens();
    await crowd.connect();
    await crowd.activate(DEGREE);
    await Changes.closed(crowd, { ...this.loop, count: WARM_UP });
  }

  async run(): Promise<void> {
    const { crowd, system } = this.side;
    const probe = await publishProbe(system);
    const pids = system.mongodb === undefined ? [] : [Number(system.mongodb.ready['pid'])];
    const before = cpuSeconds(pids);
    const outcome = await Changes.closed(crowd, { ...this.loop, count: COMMANDS });
    const us = 1e6 / outcome.changes;
    const cost = us * outcome.cpuSeconds;
    this.store.push(us * (cpuSeconds(pids) - before));
    this.rates.push(outcome.changes / outcome.seconds);
    this.costs.push(cost);
    this.probes.push(probe);
    this.ratios.push(cost / probe);
    this.p99s.push(percentile(outcome.toAll, 0.99));
    this.parts.add(outcome.cpuBy, us);
    this.own.push(us * outcome.ownCpuSeconds);
  }

  rows(): Row[] {
    const rates = { id: ID, what: 'full path, commands a second', unit: '/s', goal: '>= 3500' };
    const costs = { id: ID, what: 'full path, server CPU a command', unit: 'µs', goal: '<= 360' };
    const waiting = `full path, p99 with ${this.loop.outstanding} outstanding`;
    return [
      row({ ...rates, by: 'rate' }, this.rates),
      row({ ...costs, by: 'time' }, this.costs),
      ...this.parts.rows(ID, 'µs'),
      row({ id: ID, what: 'one js.publish, client and engine', unit: 'µs', goal: '' }, this.probes),
      row({ id: ID, what: 'full path beside js.publish', unit: '×', goal: '<= 11' }, this.ratios),
      row({ id: ID, what: waiting, unit: 'ms', goal: '' }, this.p99s),
      row({ id: ID, what: 'generator CPU a command', unit: 'µs', goal: '' }, this.own),
    ];
  }

  /** On MongoDB, beside the engine in the turns of the same run. */
  besides(engine: Path): Row[] {
    return [
      onMongodb('commands a second', '/s', this.rates),
      onMongodb(
        'commands a second beside the engine',
        '×',
        beside(this.rates, engine.rates),
        '>= 0.6',
      ),
      onMongodb("server CPU a command, without MongoDB's", 'µs', this.costs),
      onMongodb('that CPU beside the engine', '×', beside(this.costs, engine.costs), '<= 1.1'),
      onMongodb("MongoDB's own CPU a command", 'µs', this.store),
      onMongodb(`p99 with ${this.loop.outstanding} outstanding`, 'ms', this.p99s),
    ];
  }

  private get loop(): Omit<ClosedLoop, 'count'> {
    const { crowd, system } = this.side;
    const outstanding = Math.min(OUTSTANDING, crowd.size / 2);
    return { processes: processesOf(system), watchers: DEGREE, outstanding };
  }
}

function onMongodb(what: string, unit: string, values: readonly number[], goal = ''): Row {
  return row({ id: ID, what: `on MongoDB, ${what}`, unit, goal }, values);
}

/** Run beside run. */
function beside(values: readonly number[], others: readonly number[]): number[] {
  return values.map((value, run) => value / (others[run] ?? Number.NaN));
}
