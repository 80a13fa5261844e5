import { BUS, type Bus, OWNERSHIP, type Ownership, Projector, shutBoxes } from '@liaison/bus';
import { HEALTH, type Health, METER, type Meter } from '@liaison/contracts';
import { KEY_STORE, type KeyStore } from '@liaison/store';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Erasure } from '../accounts/erasure.js';
import { ErasuresOfPartition } from './erasures.js';

/** Follows the accounts of the partitions this replica owns, and carries erasures out. */
@Injectable()
export class ErasureProjector implements OnApplicationBootstrap {
  readonly #projector: Projector;
  readonly #partitions = new Map<number, ErasuresOfPartition>();

  // oxlint-disable-next-line max-params -- providers, injected by token
  constructor(
    @Inject(BUS) bus: Bus,
    @Inject(OWNERSHIP) ownership: Ownership,
    @Inject(METER) meter: Meter,
    @Inject(HEALTH) health: Health,
    @Inject(KEY_STORE) keys: KeyStore,
    erasure: Erasure,
  ) {
    this.#projector = new Projector({
      name: 'erasures',
      bus,
      keys: shutBoxes,
      ownership,
      meter,
      filter: (partition) => bus.subjects.accountsOf(partition),
      factory: (partition, context) => {
        const erasures = new ErasuresOfPartition(context, erasure);
        this.#partitions.set(partition, erasures);
        return erasures;
      },
    });
    keys.onMissed(() => {
      for (const erasures of this.#partitions.values()) erasures.missed();
    });
    health.add('erasures', () => this.#projector.fault() ?? stillReading(this.#projector));
    meter.observe('liaison_erasures_due', 'Erasures decided and not completed', () => this.due);
  }

  /** Decided and not completed, in the partitions of this replica. */
  get due(): number {
    return [...this.#partitions.values()].reduce((sum, { due }) => sum + due, 0);
  }

  onApplicationBootstrap(): void {
    this.#projector.start();
  }
}

function stillReading(projector: Projector): string | undefined {
  const partitions = projector.catchingUp();
  return partitions === 0 ? undefined : `${partitions} partitions are still being read; wait`;
}
