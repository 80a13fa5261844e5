import { BUS, type Bus, type FactStore, type Loss, OWNERSHIP, type Ownership } from '@liaison/bus';
import { CLOCK, type Clock, HEALTH, type Health } from '@liaison/contracts';
import { FACT_STORE } from '@liaison/store';
import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Folds } from '../in-force/folds.js';
import { PartitionInboxes, type PartitionParts } from './partition-inboxes.js';

/** What has waited too long is looked for so often. */
const EXPIRE_EVERY_MS = 60_000;

interface Tenure {
  readonly inboxes: PartitionInboxes;
  lost: boolean;
}

/** The inboxes of the users of the partitions this replica owns. */
@Injectable()
export class Inboxes implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #parts: PartitionParts;
  readonly #tenures = new Map<number, Tenure>();
  #timer: NodeJS.Timeout | undefined;

  // oxlint-disable-next-line max-params -- providers, injected by token
  constructor(
    @Inject(BUS) private readonly bus: Bus,
    @Inject(OWNERSHIP) private readonly ownership: Ownership,
    @Inject(FACT_STORE) facts: FactStore,
    @Inject(CLOCK) clock: Clock,
    @Inject(HEALTH) health: Health,
    private readonly folds: Folds,
  ) {
    this.#parts = { bus, facts, clock, isErased: (user) => folds.isErased(user) };
    health.add('inboxes', () => this.#fault());
  }

  onApplicationBootstrap(): void {
    this.ownership.add({
      gained: (partition) => this.#gained(partition),
      lost: (partition, loss) => this.#lost(partition, loss),
    });
    this.folds.onErased((user) => {
      this.#tenures.get(this.bus.subjects.partitionOf(user))?.inboxes.erase(user);
    });
    this.#timer = setInterval(() => this.#expire(), EXPIRE_EVERY_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  #gained(partition: number): void {
    // A replica that leaves ends what it has begun.
    const mine = (): boolean => !tenure.lost && this.ownership.valid();
    const inboxes = new PartitionInboxes(this.#parts, partition, mine);
    const tenure: Tenure = { inboxes, lost: false };
    this.#tenures.set(partition, tenure);
    inboxes.start();
  }

  async #lost(partition: number, loss: Loss): Promise<void> {
    const tenure = this.#tenures.get(partition);
    if (tenure === undefined) return;
    this.#tenures.delete(partition);
    if (loss === 'expired') tenure.lost = true;
    const stopped = tenure.inboxes.stop();
    if (loss === 'expired') return;
    await stopped;
    tenure.lost = true;
  }

  #expire(): void {
    for (const { inboxes } of this.#tenures.values()) void inboxes.expire();
  }

  #fault(): string | undefined {
    for (const { inboxes } of this.#tenures.values()) {
      if (inboxes.fault !== undefined) return inboxes.fault;
    }
    return undefined;
  }
}
