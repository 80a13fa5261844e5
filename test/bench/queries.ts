import type { System } from '../harness/system.js';
import type { Crowd } from './crowd.js';
import { startEcho } from './echo.js';
import { percentile } from './measure.js';
import type { Member } from './member.js';
import { type Row, row } from './report.js';

const RUNS = 3;
const QUERIES = 4_000;
const WARM_UP = 500;

/** P8: `connectability.get` about a contact, beside a bare request and reply of the same run. */
export async function queries(crowd: Crowd, system: System): Promise<Row[]> {
  await crowd.renewTokens();
  const echo = await startEcho(system);
  const bare = async (count: number): Promise<number[]> =>
    timed(count, async () => void (await system.operator.request('bench.echo', '{}')));
  let next = 0;
  const ask = async (count: number): Promise<number[]> =>
    timed(count, async () => query(crowd.members[next++ % crowd.size]));
  const bareP50: number[] = [];
  const p50s: number[] = [];
  const p99s: number[] = [];
  const ratios: number[] = [];
  try {
    await bare(WARM_UP);
    await ask(WARM_UP);
    for (let run = 0; run < RUNS; run++) {
      const probe = percentile(await bare(QUERIES), 0.5);
      const took = await ask(QUERIES);
      const p50 = percentile(took, 0.5);
      bareP50.push(probe);
      p50s.push(p50);
      p99s.push(percentile(took, 0.99));
      ratios.push(p50 / probe);
    }
  } finally {
    await echo.signal('SIGTERM');
  }
  const id = 'P8';
  return [
    row({ id, what: 'bare request and reply, p50', unit: 'ms', goal: '' }, bareP50),
    row({ id, what: 'query about a contact, p50', unit: 'ms', goal: '' }, p50s),
    row({ id, what: 'query beside request and reply', unit: '×', goal: '<= 2' }, ratios),
    row({ id, what: 'query about a contact, p99', unit: 'ms', goal: '<= 2.5', by: 'time' }, p99s),
  ];
}

async function query(member: Member | undefined): Promise<void> {
  if (member === undefined) throw new Error('nobody is there to ask');
  const [user] = member.screen.keys();
  const { state } = await member.call('connectability.get', { user });
  if (state !== member.screen.get(user ?? ''))
    throw new Error(`${user} is told as ${String(state)}`);
}

/** Milliseconds each of them took, one after the other. */
async function timed(count: number, work: () => Promise<void>): Promise<number[]> {
  const took: number[] = [];
  for (let i = 0; i < count; i++) {
    const began = performance.now();
    await work();
    took.push(performance.now() - began);
  }
  return took;
}
