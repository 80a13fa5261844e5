import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../harness/await.js';
import { type Program, isAlive } from '../../harness/processes.js';
import type { BoxName } from '../../harness/system.js';
import type { Stage } from './stage.js';

/** Past the lease of a replica (4 s), and of a gateway (10 s). */
const FROZEN_MS: Readonly<Partial<Record<BoxName, number>>> = {
  availability: 5_000,
  gateway: 11_000,
};
const READY_WITHIN_MS = 30_000;

/** What goes wrong: a process dies, stands still past its lease, or the engine dies. */
export type Strike =
  | { readonly kind: 'kill' | 'freeze'; readonly box: BoxName }
  | { readonly kind: 'restart'; readonly box: 'engine' };

const kill = (box: BoxName): Strike => ({ kind: 'kill', box });
const freeze = (box: BoxName): Strike => ({ kind: 'freeze', box });
const restart: Strike = { kind: 'restart', box: 'engine' };

/** In this order, every few batches one. */
export const STRIKES: readonly Strike[] = [
  kill('gateway'),
  freeze('availability'),
  restart,
  kill('availability'),
  freeze('gateway'),
  restart,
  kill('access-monitor'),
  freeze('availability'),
  restart,
  kill('notification'),
  freeze('gateway'),
  restart,
  kill('service-registry'),
  freeze('availability'),
  restart,
  kill('auth'),
];

/** Lets things go wrong, and counts them. */
export class Strikes {
  /** `kill of gateway`, and how often. */
  readonly hits = new Map<string, number>();
  private thaw: Promise<void> | undefined;
  private turn = 0;

  constructor(private readonly stage: Stage) {}

  /** Whether a process stands still, or is about to go on. */
  get isOpen(): boolean {
    return this.thaw !== undefined;
  }

  /** Of all boxes, so many times this has happened. */
  count(kind: Strike['kind']): number {
    const names = [...this.hits].filter(([name]) => name.startsWith(`${kind} `));
    return names.reduce((sum, [, hits]) => sum + hits, 0);
  }

  /** Resolves when it has happened; a frozen process goes on later, by itself. */
  async happens(strike: Strike | undefined): Promise<void> {
    if (strike === undefined) return;
    await this.isOver();
    const name = `${strike.kind} of ${strike.box}`;
    this.hits.set(name, (this.hits.get(name) ?? 0) + 1);
    this.stage.history.push(name);
    if (strike.kind === 'restart') return this.restarts();
    const living = (this.stage.system.boxes.get(strike.box) ?? []).filter(isAlive);
    const victim = living[this.turn++ % living.length];
    if (victim === undefined) throw new Error(`no ${strike.box} lives`);
    if (strike.kind === 'freeze') return this.freezes(victim, strike.box);
    await victim.signal('SIGKILL');
    await this.stage.system.startBox(strike.box);
  }

  /** Resolves when what stood still goes on. */
  async isOver(): Promise<void> {
    await this.thaw;
  }

  private async restarts(): Promise<void> {
    const { system } = this.stage;
    process.kill(system.enginePid, 'SIGKILL');
    await until('the engine is gone', () => !isAlive(system.engine));
    await system.startEngine();
  }

  private async freezes(victim: Program, box: BoxName): Promise<void> {
    if (box === 'gateway') this.stage.frozen.add(victim);
    await victim.signal('SIGSTOP');
    // Time is the fault here.
    this.thaw = pause(FROZEN_MS[box] ?? 0).then(() => this.goesOn(victim));
  }

  private async goesOn(victim: Program): Promise<void> {
    await victim.signal('SIGCONT');
    const url = `${String(victim.ready['url'])}/ready`;
    await until(
      'who stood still is ready',
      async () => (await fetch(url)).status === 200,
      READY_WITHIN_MS,
    );
    this.stage.frozen.delete(victim);
    this.stage.history.push('who stood still goes on');
    this.thaw = undefined;
  }
}
