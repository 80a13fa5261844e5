import type { System } from '../harness/system.js';
import { Changes } from './changes.js';
import type { Crowd } from './crowd.js';
import { type Processes, percentile } from './measure.js';
import { type Row, row } from './report.js';
import { processesOf } from './site.js';

const RUNS = 3;
const SECONDS = 10;
const WARM_UP = 2_000;
const DEGREE = 20;

/** An open loop of P2: changes a second, and what they may take. */
interface Rate {
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
}

const RATES: readonly Rate[] = [
  { rate: 400, p50: 1.5, p99: 5 },
  { rate: 1000, p50: 2, p99: 10 },
];

/** P2: from a change to each of 20 contacts, at a given rate. Everybody is connected. */
export async function openRates(crowd: Crowd, system: System): Promise<Row[]> {
  const processes = processesOf(system);
  await Changes.closed(crowd, { processes, watchers: DEGREE, count: WARM_UP, outstanding: 32 });
  const rows: Row[] = [];
  for (const wanted of RATES) rows.push(...(await openRate(crowd, processes, wanted)));
  return rows;
}

async function openRate(crowd: Crowd, processes: Processes, wanted: Rate): Promise<Row[]> {
  const p50s: number[] = [];
  const p99s: number[] = [];
  const late: number[] = [];
  const costs: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const count = wanted.rate * SECONDS;
    const load = { processes, watchers: DEGREE, count, rate: wanted.rate };
    const outcome = await Changes.open(crowd, load);
    p50s.push(percentile(outcome.toEach, 0.5));
    p99s.push(percentile(outcome.toEach, 0.99));
    late.push(percentile(outcome.late, 0.99));
    costs.push((1e6 * outcome.cpuSeconds) / outcome.changes);
  }
  const id = 'P2';
  const at = `${wanted.rate} changes/s to ${DEGREE} contacts each`;
  return [
    row({ id, what: `${at}, p50`, unit: 'ms', goal: `<= ${wanted.p50}`, by: 'time' }, p50s),
    row({ id, what: `${at}, p99`, unit: 'ms', goal: `<= ${wanted.p99}`, by: 'time' }, p99s),
    row({ id, what: `${at}, server CPU a change`, unit: 'µs', goal: '' }, costs),
    row({ id, what: `${at}, sent late by the generator, p99`, unit: 'ms', goal: '' }, late),
  ];
}
