import { Idle } from './idle.js';

/**
 * Runs tasks, a limited number at once, each key at most once at a time, and once more where it was
 * asked for meanwhile. A task that fails is told to `failed` and forgotten: what called for it is still
 * true and calls again.
 */
export class KeyedTasks {
  private readonly waiting = new Map<string, () => Promise<void>>();
  private readonly running = new Set<string>();
  private readonly rest = new Idle(() => this.size === 0);

  constructor(
    private readonly atOnceMax: number,
    private readonly failed: (key: string, error: unknown) => void,
  ) {}

  /** Waiting and running. */
  get size(): number {
    return this.waiting.size + this.running.size;
  }

  /** Of those that wait under one key the first is run. */
  add(key: string, task: () => Promise<void>): void {
    if (this.waiting.has(key)) return;
    this.waiting.set(key, task);
    this.start();
  }

  /** Resolves once nothing waits or runs. */
  idle(): Promise<void> {
    return this.rest.reached();
  }

  private start(): void {
    for (const [key, task] of this.waiting) {
      if (this.running.size >= this.atOnceMax) return;
      if (this.running.has(key)) continue;
      this.waiting.delete(key);
      this.running.add(key);
      void this.run(key, task);
    }
  }

  private async run(key: string, task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      this.failed(key, error);
    } finally {
      this.running.delete(key);
      this.start();
      this.rest.look();
    }
  }
}
