import type { System } from '../harness/system.js';
import { Changes } from './changes.js';
import type { Crowd } from './crowd.js';
import { type Floor, onFloor } from './floor.js';
import { median, percentile } from './measure.js';
import { type Row, row } from './report.js';
import { processesOf } from './site.js';

const RUNS = 3;
const SECONDS = 10;
const WARM_UP = 2_000;
const DEGREE = 20;

/**
 * An open loop of P2: changes a second, what they may take, and how often what the bare road takes:
 * the goal beside the 1.0 and 3.3, 1.2 and 5.3 ms of such a road on the machine of the goals.
 */
interface Rate {
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
  readonly p50Beside: number;
  readonly p99Beside: number;
}

const RATES: readonly Rate[] = [
  { rate: 400, p50: 1.5, p99: 5, p50Beside: 1.5, p99Beside: 1.5 },
  { rate: 1000, p50: 2, p99: 10, p50Beside: 1.67, p99Beside: 1.89 },
];

/** Figures of one rate, one of each a run: milliseconds, and microseconds of CPU a change. */
interface Taken {
  readonly p50: readonly number[];
  readonly p99: readonly number[];
  readonly late: readonly number[];
  readonly cpu: readonly number[];
  readonly generator: readonly number[];
}

/**
 * P2: from a change to each of 20 contacts, at a given rate, beside the same on the bare road. The
 * bare road runs first, while ours is idle; then everybody connects to ours.
 */
export async function openRates(
  crowd: Crowd,
  system: System,
  connected: () => Promise<void>,
): Promise<Row[]> {
  const bare = await onFloor(crowd.size, DEGREE, takeAll);
  await connected();
  const ours = await takeAll({ crowd, processes: processesOf(system) });
  return RATES.flatMap((rate, at) => rowsOf(rate, bare[at] as Taken, ours[at] as Taken));
}

async function takeAll(floor: Floor): Promise<readonly Taken[]> {
  const { crowd, processes } = floor;
  await Changes.closed(crowd, { processes, watchers: DEGREE, count: WARM_UP, outstanding: 32 });
  const taken: Taken[] = [];
  for (const { rate } of RATES) taken.push(await take(floor, rate));
  return taken;
}

async function take({ crowd, processes }: Floor, rate: number): Promise<Taken> {
  const outcomes = [];
  for (let run = 0; run < RUNS; run++) {
    const load = { processes, watchers: DEGREE, count: rate * SECONDS, rate };
    outcomes.push(await Changes.open(crowd, load));
  }
  return {
    p50: outcomes.map(({ toEach }) => percentile(toEach, 0.5)),
    p99: outcomes.map(({ toEach }) => percentile(toEach, 0.99)),
    late: outcomes.map(({ late }) => percentile(late, 0.99)),
    cpu: outcomes.map(({ cpuSeconds, changes }) => (1e6 * cpuSeconds) / changes),
    generator: outcomes.map(({ ownCpuSeconds, changes }) => (1e6 * ownCpuSeconds) / changes),
  };
}

function rowsOf(wanted: Rate, bare: Taken, ours: Taken): Row[] {
  const id = 'P2';
  const at = `${wanted.rate} changes/s to ${DEGREE} contacts each`;
  const time = { id, unit: 'ms', by: 'time' } as const;
  const cpu = { id, unit: 'µs', goal: '' } as const;
  return [
    row({ ...time, what: `${at}, p50`, goal: `<= ${wanted.p50}` }, ours.p50),
    row({ ...time, what: `${at}, p99`, goal: `<= ${wanted.p99}` }, ours.p99),
    row({ ...time, what: `${at}, the bare road, p50`, goal: '' }, bare.p50),
    row({ ...time, what: `${at}, the bare road, p99`, goal: '' }, bare.p99),
    row(
      { id, unit: '×', what: `${at}, p50 beside the bare road`, goal: `<= ${wanted.p50Beside}` },
      beside(ours.p50, bare.p50),
    ),
    row(
      { id, unit: '×', what: `${at}, p99 beside the bare road`, goal: `<= ${wanted.p99Beside}` },
      beside(ours.p99, bare.p99),
    ),
    row({ ...cpu, what: `${at}, server CPU a change` }, ours.cpu),
    row({ ...cpu, what: `${at}, the bare road, server CPU a change` }, bare.cpu),
    row({ ...cpu, what: `${at}, the generator's CPU a change` }, ours.generator),
    row({ id, unit: 'ms', goal: '', what: `${at}, sent late, p99` }, ours.late),
  ];
}

function beside(all: readonly number[], floor: readonly number[]): number[] {
  return all.map((one) => one / median(floor));
}
