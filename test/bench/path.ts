import { Changes } from './changes.js';
import type { Crowd } from './crowd.js';
import { percentile } from './measure.js';
import { publishProbe } from './probe.js';
import { Parts, type Row, row } from './report.js';
import type { System } from '../harness/system.js';
import { processesOf } from './site.js';

const OUTSTANDING = 500;
const COMMANDS = 12_000;
const WARM_UP = 2_000;
const RUNS = 3;
const DEGREE = 2;

/** P5: command → stored → projected → pushed, beside one `js.publish` of the same run. */
export async function fullPath(crowd: Crowd, system: System): Promise<Row[]> {
  await crowd.renewTokens();
  await crowd.connect();
  await crowd.activate(DEGREE);
  const rates: number[] = [];
  const costs: number[] = [];
  const ratios: number[] = [];
  const probes: number[] = [];
  const p99s: number[] = [];
  const own: number[] = [];
  const parts = new Parts();
  const outstanding = Math.min(OUTSTANDING, crowd.size / 2);
  const loop = { processes: processesOf(system), watchers: DEGREE, outstanding };
  await Changes.closed(crowd, { ...loop, count: WARM_UP });
  for (let run = 0; run < RUNS; run++) {
    const probe = await publishProbe(system);
    const outcome = await Changes.closed(crowd, { ...loop, count: COMMANDS });
    const cost = (1e6 * outcome.cpuSeconds) / outcome.changes;
    rates.push(outcome.changes / outcome.seconds);
    costs.push(cost);
    probes.push(probe);
    ratios.push(cost / probe);
    p99s.push(percentile(outcome.toAll, 0.99));
    parts.add(outcome.cpuBy, 1e6 / outcome.changes);
    own.push((1e6 * outcome.ownCpuSeconds) / outcome.changes);
  }
  await crowd.close();
  const id = 'P5';
  return [
    row(
      { id, what: 'full path, commands a second', unit: '/s', goal: '>= 3500', by: 'rate' },
      rates,
    ),
    row(
      { id, what: 'full path, server CPU a command', unit: 'µs', goal: '<= 360', by: 'time' },
      costs,
    ),
    ...parts.rows(id, 'µs'),
    row({ id, what: 'one js.publish, client and engine', unit: 'µs', goal: '' }, probes),
    row({ id, what: 'full path beside js.publish', unit: '×', goal: '<= 11' }, ratios),
    row({ id, what: `full path, p99 with ${outstanding} outstanding`, unit: 'ms', goal: '' }, p99s),
    row({ id, what: 'generator CPU a command', unit: 'µs', goal: '' }, own),
  ];
}
