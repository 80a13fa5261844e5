import { until } from '../harness/await.js';
import type { Crowd } from './crowd.js';
import { cpuSeconds } from './measure.js';
import { type Row, row } from './report.js';

/** P1: logins in flight, runs. */
const IN_FLIGHT = 64;
const RUNS = 3;
const DEGREE = 20;
const ALL_WITHIN_MS = 60_000;

/** P1 and P9: everybody connects with a token; done when every terminal shows all its contacts. */
export async function storm(crowd: Crowd, pids: readonly number[]): Promise<Row[]> {
  const costs: number[] = [];
  const walls: number[] = [];
  const bytes: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    await crowd.close();
    await crowd.renewTokens();
    for (const member of crowd.members) member.bytes = 0;
    const before = cpuSeconds(pids);
    const began = performance.now();
    await crowd.connect(crowd.members, IN_FLIGHT);
    await until('everybody shows all contacts', () => complete(crowd), ALL_WITHIN_MS);
    walls.push((performance.now() - began) / 1000);
    costs.push((1000 * (cpuSeconds(pids) - before)) / crowd.size);
    if (crowd.members.some((member) => member.snapshots !== 1)) {
      throw new Error('somebody did not get exactly one snapshot');
    }
    bytes.push(crowd.members.reduce((sum, member) => sum + member.bytes, 0) / crowd.size);
  }
  const what = `login storm of ${crowd.size}, CPU a login`;
  const bytesWhat = 'bytes received a login, deltas of the storm included';
  return [
    row({ id: 'P1', what, unit: 'ms', goal: '<= 1.4' }, costs),
    row({ id: 'P1', what: 'all states everywhere after', unit: 's', goal: '<= 6' }, walls),
    row({ id: 'P9', what: bytesWhat, unit: 'B', goal: '' }, bytes),
  ];
}

function complete(crowd: Crowd): boolean {
  return crowd.members.every((member) => {
    if (member.screen.size !== DEGREE) return false;
    for (const state of member.screen.values()) if (state !== 'connectable') return false;
    return true;
  });
}
