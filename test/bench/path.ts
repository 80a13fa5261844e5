import type { Crowd } from './crowd.js';
import { cpuSeconds, percentile } from './measure.js';
import type { Member } from './member.js';
import { publishProbe } from './probe.js';
import { type Row, row } from './report.js';

/** P5: commands outstanding, commands a run, runs. */
const OUTSTANDING = 500;
const COMMANDS = 12_000;
const RUNS = 3;
const DEGREE = 2;

interface Waiting {
  readonly member: Member;
  readonly state: string;
  readonly began: number;
  left: number;
}

/** One closed loop of `mode.activate`, each finished when every watcher's terminal has it. */
class ClosedLoop {
  readonly latencies: number[] = [];
  private readonly waiting = new Map<string, Waiting>();
  private readonly idle: Member[];
  private sent = 0;
  private done: (() => void) | undefined;

  constructor(
    members: readonly Member[],
    private readonly watchers: number,
    private readonly commands: number,
  ) {
    this.idle = [...members];
    for (const member of members) member.onChange = (_who, user, state) => this.hear(user, state);
  }

  async run(outstanding: number): Promise<void> {
    const finished = new Promise<void>((resolve) => {
      this.done = resolve;
    });
    for (let i = 0; i < outstanding; i++) this.next();
    await finished;
  }

  /** The user who has been idle longest changes to their other mode. */
  private next(): void {
    if (this.sent === this.commands) return;
    const member = this.idle.shift();
    if (member === undefined) throw new Error('more commands outstanding than users');
    this.sent += 1;
    const state = member.screen.get(member.user) === 'away' ? 'connectable' : 'not-connectable';
    const mode = state === 'connectable' ? 'here' : 'away';
    member.screen.set(member.user, mode);
    this.waiting.set(member.user, { member, state, began: performance.now(), left: this.watchers });
    void member.call('mode.activate', { mode });
  }

  private hear(user: string, state: string): void {
    const waiting = this.waiting.get(user);
    if (waiting === undefined || waiting.state !== state) return;
    waiting.left -= 1;
    if (waiting.left > 0) return;
    this.waiting.delete(user);
    this.idle.push(waiting.member);
    this.latencies.push(performance.now() - waiting.began);
    if (this.latencies.length === this.commands) this.done?.();
    else this.next();
  }
}

/** P5: command → stored → projected → pushed, beside one `js.publish` of the same run. */
export async function fullPath(crowd: Crowd, pids: readonly number[]): Promise<Row[]> {
  await crowd.activate(DEGREE);
  const rates: number[] = [];
  const costs: number[] = [];
  const ratios: number[] = [];
  const p99s: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const probe = await publishProbe(crowd.system);
    const loop = new ClosedLoop(
      crowd.members,
      DEGREE,
      COMMANDS - (COMMANDS % (2 * crowd.size)) || 2 * crowd.size,
    );
    const before = cpuSeconds(pids);
    const began = performance.now();
    await loop.run(Math.min(OUTSTANDING, crowd.size));
    const count = loop.latencies.length;
    const cost = (1e6 * (cpuSeconds(pids) - before)) / count;
    rates.push((1000 * count) / (performance.now() - began));
    costs.push(cost);
    ratios.push(cost / probe);
    p99s.push(percentile(loop.latencies, 0.99));
  }
  for (const member of crowd.members) member.onChange = undefined;
  const cpu = 'full path, CPU of all our processes and nats-server';
  const p99 = 'full path, p99 with 500 outstanding';
  return [
    row({ id: 'P5', what: 'full path, commands a second', unit: '/s', goal: '>= 3500' }, rates),
    row({ id: 'P5', what: cpu, unit: 'µs', goal: '<= 360' }, costs),
    row({ id: 'P5', what: '… beside one js.publish', unit: '×', goal: '<= 11' }, ratios),
    row({ id: 'P5', what: p99, unit: 'ms', goal: '' }, p99s),
  ];
}
