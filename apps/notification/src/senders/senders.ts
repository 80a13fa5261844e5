import { BUS, type Bus, type FactStore, OWNERSHIP, type Ownership } from '@liaison/bus';
import {
  HEALTH,
  type Health,
  METER,
  type Meter,
  SETTINGS,
  type Settings,
} from '@liaison/contracts';
import { FACT_STORE } from '@liaison/store';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Backlogs } from '../hand-overs/backlogs.js';
import { HandOvers } from '../hand-overs/hand-overs.js';
import { Standings } from '../hand-overs/standings.js';
import { Barrier } from '../in-force/barrier.js';
import { Folds } from '../in-force/folds.js';
import { marksMissed } from '../marks.js';
import { Tenures } from '../tenures.js';
import { Reach } from '../users/reach.js';
import { PassedOver } from '../users/passed-over.js';
import { PartitionSenders } from './partition-senders.js';

/** A loop for every sender of the partitions this replica owns. */
@Injectable()
export class Senders implements OnApplicationBootstrap {
  readonly #tenures: Tenures<PartitionSenders>;

  // oxlint-disable-next-line max-params -- providers, injected by token
  constructor(
    @Inject(BUS) private readonly bus: Bus,
    @Inject(OWNERSHIP) ownership: Ownership,
    @Inject(FACT_STORE) facts: FactStore,
    @Inject(METER) meter: Meter,
    @Inject(HEALTH) health: Health,
    @Inject(SETTINGS) { retentionMs }: Settings,
    private readonly folds: Folds,
    barrier: Barrier,
    standings: Standings,
    backlogs: Backlogs,
    { endings }: HandOvers,
  ) {
    const events = meter.counter(
      'liaison_events_total',
      'Events of services, by what became of them',
      ['outcome'],
    );
    const passedOver = meter.counter(
      'liaison_users_passed_over_total',
      'Times an event passed over a user whose log cannot be read: see that key and log are whole',
      ['reason'],
    );
    const reach = new Reach(folds, facts, new PassedOver(passedOver));
    const copies = { standings, backlogs, endings, retentionMs };
    const unmarked = marksMissed(meter);
    const parts = { bus, facts, folds, barrier, events, unmarked, reach, ...copies };
    const fenced = (): void => void ownership.refresh().catch(() => undefined);
    this.#tenures = new Tenures(ownership, (partition, mine) => {
      const senders = new PartitionSenders(parts, { partition, mine, fenced });
      for (const service of folds.services()) senders.begin(service);
      return senders;
    });
    health.add('senders', () => this.#tenures.fault);
  }

  onApplicationBootstrap(): void {
    this.#tenures.follow();
    this.folds.onService((service) => {
      this.#tenures.of(this.bus.subjects.partitionOf(service))?.begin(service);
    });
  }
}
