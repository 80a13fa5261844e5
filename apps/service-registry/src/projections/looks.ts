/** Tasks at once. */
const AT_ONCE_MAX = 16;

/**
 * Runs a task by key, each key at most once at a time and again where it was asked for meanwhile. A
 * task that fails is told to `failed`: the next look finds what it left over.
 */
export class Looks {
  readonly #waiting = new Set<string>();
  readonly #running = new Set<string>();
  #whenIdle: (() => void)[] = [];

  constructor(
    private readonly look: (key: string) => Promise<void>,
    private readonly failed: (key: string, error: unknown) => void,
  ) {}

  at(key: string): void {
    this.#waiting.add(key);
    this.#start();
  }

  /** Resolves once nothing waits or runs. */
  async idle(): Promise<void> {
    if (this.#waiting.size + this.#running.size === 0) return;
    await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
  }

  #start(): void {
    for (const key of this.#waiting) {
      if (this.#running.size >= AT_ONCE_MAX) return;
      if (this.#running.has(key)) continue;
      this.#waiting.delete(key);
      this.#running.add(key);
      void this.#run(key);
    }
  }

  async #run(key: string): Promise<void> {
    try {
      await this.look(key);
    } catch (error) {
      this.failed(key, error);
    } finally {
      this.#running.delete(key);
      this.#start();
      if (this.#waiting.size + this.#running.size === 0) {
        for (const resolve of this.#whenIdle.splice(0)) resolve();
      }
    }
  }
}
