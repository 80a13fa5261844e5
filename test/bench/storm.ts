import type { System } from '../harness/system.js';
import type { Crowd } from './crowd.js';
import { CpuMeter, total } from './measure.js';
import { Parts, type Row, row } from './report.js';
import { processesOf } from './site.js';

const IN_FLIGHT = 64;
const RUNS = 3;
const DEGREE = 20;
const ALL_WITHIN_MS = 60_000;

/**
 * P1 and P9: everybody connects with a token; done when every terminal shows all its contacts.
 * Everybody is connected afterwards.
 */
export async function storm(crowd: Crowd, system: System): Promise<Row[]> {
  const costs: number[] = [];
  const walls: number[] = [];
  const bytes: number[] = [];
  const own: number[] = [];
  const processes = processesOf(system);
  const parts = new Parts();
  for (let run = 0; run < RUNS; run++) {
    await crowd.close();
    await crowd.renewTokens();
    for (const member of crowd.members) member.resetCounts();
    const meter = new CpuMeter(processes);
    const ownBefore = process.cpuUsage();
    const began = performance.now();
    await crowd.connect(IN_FLIGHT);
    await crowd.allSeen(DEGREE, ALL_WITHIN_MS);
    walls.push((performance.now() - began) / 1000);
    const used = meter.used();
    costs.push((1000 * total(used)) / crowd.size);
    parts.add(used, 1000 / crowd.size);
    const { user, system: kernel } = process.cpuUsage(ownBefore);
    own.push((user + kernel) / 1000 / crowd.size);
    const twice = crowd.members.filter(({ snapshots }) => snapshots !== 1).length;
    if (twice > 0) throw new Error(`${twice} terminals did not get exactly one snapshot`);
    bytes.push(crowd.members.reduce((sum, member) => sum + member.bytes, 0) / crowd.size);
  }
  const what = `login storm of ${crowd.size}, server CPU a login`;
  return [
    row({ id: 'P1', what, unit: 'ms', goal: '<= 1.4', by: 'time' }, costs),
    ...parts.rows('P1', 'ms'),
    row(
      { id: 'P1', what: 'all states everywhere after', unit: 's', goal: '<= 6', by: 'time' },
      walls,
    ),
    row({ id: 'P1', what: 'generator CPU a login', unit: 'ms', goal: '' }, own),
    row(
      {
        id: 'P9',
        what: 'bytes a login, with the changes of the storm',
        unit: 'B',
        goal: '<= 2500',
      },
      bytes,
    ),
  ];
}
