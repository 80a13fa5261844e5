import {
  BUS,
  type Bus,
  type Following,
  StreamUnreadable,
  lastSequence,
  nextSequence,
} from '@liaison/bus';
import { Inject, Injectable } from '@nestjs/common';
import { Folds } from './folds.js';

/** A log that grows faster than it is folded is not waited for without end. */
const ROUNDS_MAX = 10_000;

/** How far the folds were when the barrier was passed: all that lies there and before is in them. */
export interface Reached {
  readonly registrySeq: number;
  readonly factsSeq: number;
}

/**
 * Nothing is matched on folds that run behind the log (4.11): whoever has taken events waits here
 * until the folds are at least where the log is now. Those who come while one looks share the next look.
 */
@Injectable()
export class Barrier {
  /** By fold: up to here of its stream nothing is missing in it. */
  readonly #covered = new Map<Following, number>();
  #looking: Promise<Reached> | undefined;
  #next: Promise<Reached> | undefined;

  constructor(
    @Inject(BUS) private readonly bus: Bus,
    private readonly folds: Folds,
  ) {}

  /** Resolves once the folds are as far as the logs are now. Throws what the bus does, `NotReached`. */
  pass(): Promise<Reached> {
    if (this.#looking === undefined) return (this.#looking = this.#look());
    // What is being looked at may be older than the caller's events.
    const after = (): Promise<Reached> => {
      this.#next = undefined;
      return (this.#looking = this.#look());
    };
    return (this.#next ??= this.#looking.then(after, after));
  }

  async #look(): Promise<Reached> {
    try {
      const { registries, selections, accounts } = this.folds;
      const [registrySeq, factsSeq] = await Promise.all([
        lastSequence(this.bus, 'REGISTRY'),
        lastSequence(this.bus, 'FACTS'),
      ]);
      await Promise.all([
        this.#cover(registries, registrySeq),
        this.#cover(selections, factsSeq),
        this.#cover(accounts, factsSeq),
      ]);
      return { registrySeq, factsSeq };
    } finally {
      if (this.#next === undefined) this.#looking = undefined;
    }
  }

  /** A fold sees its own facts alone: between its last one and the end of the stream there is none. */
  async #cover(following: Following, last: number): Promise<void> {
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const covered = Math.max(this.#covered.get(following) ?? 0, following.reached);
      if (covered >= last) return;
      const { stream, filter } = following.followed;
      const next = await nextSequence(this.bus, { stream, filter, from: covered + 1 });
      if (next === undefined || next > last) {
        this.#covered.set(following, last);
        return;
      }
      await following.until(next);
    }
    const { stream, filter } = following.followed;
    throw new StreamUnreadable(stream, `${filter} grows faster than it is folded`);
  }
}
