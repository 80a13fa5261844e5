import { pause } from '@liaison/bus';
import { Logger } from '@nestjs/common';

/** What is worked on is another replica's by now: the work is over here. */
export class NotMine extends Error {
  override readonly name = 'NotMine';
}

/** What is done again and again. */
export interface Turns {
  /** Begins the message of what goes wrong: `the events of tel are not matched`. */
  readonly undone: string;
  /** How long after something went wrong it is begun again. */
  readonly againMs: number;
  /** One turn; resolves with how long to wait for the next, in ms. Throws `NotMine` where there is none. */
  turn(): Promise<number>;
}

/**
 * Work that an owner does for as long as it owns what it is about: whatever goes wrong is told, and
 * the work begins again.
 */
export class OwnedWork {
  readonly #log: Logger;
  readonly #stopping = new AbortController();
  #fault: string | undefined;
  #running: Promise<void> | undefined;

  constructor(
    name: string,
    private readonly turns: Turns,
  ) {
    this.#log = new Logger(name);
  }

  /** For readiness: what is wrong, or undefined. */
  get fault(): string | undefined {
    return this.#fault;
  }

  /** Aborted once it is to end: for what a turn waits for. */
  get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  get isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** What went wrong is over. */
  isWell(): void {
    this.#fault = undefined;
  }

  /** No turn begins any more; `hasten` ends what the present one waits for. Resolves when that is over. */
  async stop(hasten?: () => unknown): Promise<void> {
    this.#stopping.abort();
    await hasten?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { turns } = this;
    while (!this.isStopping) {
      let waitMs = turns.againMs;
      try {
        waitMs = await turns.turn();
      } catch (error) {
        if (error instanceof NotMine) return;
        this.#fault = `${turns.undone}: ${String(error)}`;
        this.#log.warn(this.#fault);
      }
      if (waitMs > 0) await pause(waitMs, this.#stopping.signal);
    }
  }
}
