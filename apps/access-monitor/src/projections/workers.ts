/**
 * Runs tasks, a limited number at once, each key at most once at a time. A task that fails is told
 * to `failed` and forgotten: what called for it is still true and calls again.
 */
export class Workers {
  readonly #waiting = new Map<string, () => Promise<void>>();
  readonly #running = new Set<string>();
  #whenIdle: (() => void)[] = [];

  constructor(
    private readonly atOnceMax: number,
    private readonly failed: (key: string, error: unknown) => void,
  ) {}

  /** Waiting and running. */
  get size(): number {
    return this.#waiting.size + this.#running.size;
  }

  add(key: string, task: () => Promise<void>): void {
    if (this.#running.has(key) || this.#waiting.has(key)) return;
    this.#waiting.set(key, task);
    this.#start();
  }

  /** Resolves once nothing waits or runs. */
  async idle(): Promise<void> {
    if (this.size === 0) return;
    await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
  }

  #start(): void {
    for (const [key, task] of this.#waiting) {
      if (this.#running.size >= this.atOnceMax) return;
      this.#waiting.delete(key);
      this.#running.add(key);
      void this.#run(key, task);
    }
  }

  async #run(key: string, task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      this.failed(key, error);
    } finally {
      this.#running.delete(key);
      this.#start();
      this.#settle();
    }
  }

  #settle(): void {
    if (this.size > 0) return;
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }
}
