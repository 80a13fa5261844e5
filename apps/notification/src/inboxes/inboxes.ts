import { BUS, type Bus, type FactStore, OWNERSHIP, type Ownership } from '@liaison/bus';
import { CLOCK, type Clock, HEALTH, type Health } from '@liaison/contracts';
import { FACT_STORE } from '@liaison/store';
import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Folds } from '../in-force/folds.js';
import { Tenures } from '../tenures.js';
import { PartitionInboxes } from './partition-inboxes.js';

/** What has waited too long is looked for so often. */
const EXPIRE_EVERY_MS = 60_000;

/** The inboxes of the users of the partitions this replica owns. */
@Injectable()
export class Inboxes implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #tenures: Tenures<PartitionInboxes>;
  #timer: NodeJS.Timeout | undefined;

  // oxlint-disable-next-line max-params -- providers, injected by token
  constructor(
    @Inject(BUS) private readonly bus: Bus,
    @Inject(OWNERSHIP) ownership: Ownership,
    @Inject(FACT_STORE) facts: FactStore,
    @Inject(CLOCK) clock: Clock,
    @Inject(HEALTH) health: Health,
    private readonly folds: Folds,
  ) {
    const parts = { bus, facts, clock, isErased: (user: string) => folds.isErased(user) };
    this.#tenures = new Tenures(ownership, (partition, mine) => {
      const inboxes = new PartitionInboxes(parts, partition, mine);
      inboxes.start();
      return inboxes;
    });
    health.add('inboxes', () => this.#tenures.fault);
  }

  onApplicationBootstrap(): void {
    this.#tenures.follow();
    this.folds.onErased((user) => {
      this.#tenures.of(this.bus.subjects.partitionOf(user))?.erase(user);
    });
    this.#timer = setInterval(() => this.#expire(), EXPIRE_EVERY_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  #expire(): void {
    for (const inboxes of this.#tenures.all()) void inboxes.expire();
  }
}
