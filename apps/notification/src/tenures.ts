import type { Loss, Ownership } from '@liaison/bus';

/** What runs for one partition while it is ours. */
export interface Held {
  /** For readiness: what is wrong, or undefined. */
  readonly fault: string | undefined;
  /** Resolves when nothing more is written; never throws. */
  stop(): Promise<void>;
}

interface Tenure<H> {
  readonly held: H;
  /** From now on the partition is not ours. */
  end(): void;
}

/** What runs for each partition this replica owns, from the moment it is gained until it is lost. */
export class Tenures<H extends Held> {
  readonly #tenures = new Map<number, Tenure<H>>();

  constructor(
    private readonly ownership: Ownership,
    /** `mine`: whether the partition is ours now, by our own clock; asked before every output. */
    private readonly begin: (partition: number, mine: () => boolean) => H,
  ) {}

  /** Begins with what is owned already. */
  follow(): void {
    this.ownership.add({
      gained: (partition) => this.#gained(partition),
      lost: (partition, loss) => this.#lost(partition, loss),
    });
  }

  of(partition: number): H | undefined {
    return this.#tenures.get(partition)?.held;
  }

  *all(): Generator<H> {
    for (const { held } of this.#tenures.values()) yield held;
  }

  /** Of any of them. */
  get fault(): string | undefined {
    for (const { fault } of this.all()) if (fault !== undefined) return fault;
    return undefined;
  }

  #gained(partition: number): void {
    let isOver = false;
    // A replica that leaves is no owner any longer, and yet ends what it has begun.
    const mine = (): boolean => !isOver && this.ownership.valid();
    const end = (): void => void (isOver = true);
    this.#tenures.set(partition, { held: this.begin(partition, mine), end });
  }

  async #lost(partition: number, loss: Loss): Promise<void> {
    const tenure = this.#tenures.get(partition);
    if (tenure === undefined) return;
    this.#tenures.delete(partition);
    // Others own it already: nothing of ours may be written, and nobody waits for us.
    if (loss === 'expired') tenure.end();
    const stopped = tenure.held.stop();
    if (loss === 'expired') return;
    await stopped;
    tenure.end();
  }
}
