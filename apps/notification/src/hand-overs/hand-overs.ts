import { BUS, type Bus, type FactStore, OWNERSHIP, type Ownership } from '@liaison/bus';
import {
  CLOCK,
  type Clock,
  HEALTH,
  type Health,
  METER,
  type Meter,
  SETTINGS,
  type Settings,
  retentionMsOf,
} from '@liaison/contracts';
import { FACT_STORE } from '@liaison/store';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Folds } from '../in-force/folds.js';
import { marksMissed } from '../marks.js';
import { Tenures } from '../tenures.js';
import { CopyEndings } from './copy-endings.js';
import { ParkedPlaces } from './parked-places.js';
import { type HandOverParts, PartitionHandOvers } from './partition-hand-overs.js';
import { Standings } from './standings.js';

/** What becomes of services' copies, by the owners of the services' partitions. */
@Injectable()
export class HandOvers implements OnApplicationBootstrap {
  readonly endings: CopyEndings;
  readonly #tenures: Tenures<PartitionHandOvers>;

  // oxlint-disable-next-line max-params -- providers, injected by token
  constructor(
    @Inject(BUS) private readonly bus: Bus,
    @Inject(OWNERSHIP) ownership: Ownership,
    @Inject(FACT_STORE) facts: FactStore,
    @Inject(CLOCK) clock: Clock,
    @Inject(METER) meter: Meter,
    @Inject(SETTINGS) settings: Settings,
    @Inject(HEALTH) health: Health,
    private readonly folds: Folds,
    private readonly standings: Standings,
    places: ParkedPlaces,
  ) {
    const parts = { bus, facts, clock, folds, standings, places };
    this.endings = new CopyEndings(parts);
    const ofOwners: HandOverParts = {
      ...parts,
      endings: this.endings,
      unmarked: marksMissed(meter),
      retentionMs: (service) =>
        retentionMsOf(folds.registry(service).declaration ?? {}, settings.retentionMs),
    };
    this.#tenures = new Tenures(ownership, (partition, mine) => {
      const handOvers = new PartitionHandOvers(ofOwners, partition, mine);
      for (const service of folds.services()) handOvers.begin(service);
      return handOvers;
    });
    health.add('copies', () => this.#tenures.fault);
  }

  onApplicationBootstrap(): void {
    this.#tenures.follow();
    this.folds.onService((service) => this.#of(service)?.begin(service));
    this.standings.onReplayed((service, copy) => this.#of(service)?.replay(service, copy));
  }

  #of(service: string): PartitionHandOvers | undefined {
    return this.#tenures.of(this.bus.subjects.partitionOf(service));
  }
}
