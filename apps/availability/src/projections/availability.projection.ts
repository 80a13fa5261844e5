import { BUS, type Bus, type KeyRing, OWNERSHIP, type Ownership, Projector } from '@liaison/bus';
import { CLOCK, type Clock, HEALTH, type Health, METER, type Meter } from '@liaison/contracts';
import { KEY_RING, ROW_STORE, type RowStore } from '@liaison/store';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { BoundaryFacts } from '../profiles/boundary-facts.js';
import { AvailabilityPartition, type Happenings } from './availability.partition.js';
import { FairShare } from './fair-share.js';
import { Gate } from './gate.js';
import { Beside } from '../rebuilding/beside.js';
import { FormerRows } from '../rebuilding/former-rows.js';
import type { Rows } from './rows.js';
import { FORMER_VERSIONS, PROJECTION, ROWS } from './row-sets.js';

/** Partitions whose rows are read at once. */
const LOADS_AT_ONCE = 2;

/** What partitions are made of, and who says which are ours. */
@Injectable()
export class AvailabilityProjection implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(PROJECTION);
  private readonly projector: Projector;
  private readonly former: FormerRows;
  private readonly rows = new Map<number, Rows>();

  // oxlint-disable-next-line max-params -- Nest injects by parameter
  constructor(
    @Inject(BUS) bus: Bus,
    @Inject(OWNERSHIP) private readonly ownership: Ownership,
    @Inject(METER) meter: Meter,
    @Inject(CLOCK) clock: Clock,
    @Inject(KEY_RING) keys: KeyRing,
    @Inject(ROW_STORE) rows: RowStore,
    @Inject(HEALTH) private readonly health: Health,
    triggers: BoundaryFacts,
  ) {
    const share = new FairShare();
    const gate = new Gate(LOADS_AT_ONCE);
    const parts = {
      bus,
      rows,
      keys,
      clock,
      triggers,
      share,
      gate,
      happenings: this.happenings(meter),
    };
    this.projector = new Projector({
      name: PROJECTION,
      checkpoints: ROWS,
      bus,
      keys,
      meter,
      ownership: this.ownership,
      factory: (partition, context) => {
        const made = new AvailabilityPartition(parts, context);
        this.rows.set(partition, made.rows);
        return made;
      },
    });
    meter.observe('liaison_rows_waiting', 'Users whose rows are to be stored', () =>
      this.waiting(),
    );
    if (FORMER_VERSIONS.length > 0) {
      ownership.prepare(new Beside(parts, (why) => this.log.warn(`not built beside: ${why}`)));
    }
    this.former = new FormerRows({
      bus,
      rows,
      others: () => ownership.others().map(({ about }) => about['rows']),
      owned: () => ownership.owned().filter((partition) => this.projector.live(partition)),
      dropped: (version, partition) => {
        this.log.log(`rows of version ${version} of partition ${partition} are dropped`);
      },
      failed: (error) => this.log.warn(`rows of a former version: ${String(error)}`),
    });
  }

  onApplicationBootstrap(): void {
    this.health.add('partitions', () => this.fault());
    this.projector.start();
    this.former.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.former.stop();
  }

  private fault(): string | undefined {
    const late = this.ownership.owned().filter((partition) => !this.projector.live(partition));
    const behind =
      late.length === 0 ? undefined : `partitions ${late.join(', ')} are still being loaded: wait`;
    return this.projector.fault() ?? behind;
  }

  private waiting(): number {
    const owned = new Set(this.ownership.owned());
    for (const partition of this.rows.keys()) {
      if (!owned.has(partition)) this.rows.delete(partition);
    }
    return [...this.rows.values()].reduce((sum, { waiting }) => sum + waiting, 0);
  }

  private happenings(meter: Meter): Happenings {
    const written = meter.counter(
      'liaison_states_written_total',
      'States written for watchers to be told',
    );
    const boundaries = meter.counter(
      'liaison_boundaries_total',
      'Boundary and expiry facts written at their instants',
    );
    const poisoned = meter.counter('liaison_poisoned_total', 'Facts whose users are shown unknown');
    const refused = meter.counter(
      'liaison_stale_writes_refused_total',
      'Writes of ours refused because another owner had written',
    );
    return {
      stateWritten: () => written.add(),
      refused: () => refused.add(),
      boundaryWritten: () => boundaries.add(),
      poisoned: (user, reason) => {
        poisoned.add();
        this.log.error(`${user} is shown unknown: a fact could not be folded (${reason})`);
      },
      failed: (what, error) => {
        this.log.warn(`${what}: ${error instanceof Error ? error.message : String(error)}`);
      },
    };
  }
}
