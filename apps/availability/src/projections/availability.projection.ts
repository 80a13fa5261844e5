import { randomUUID } from 'node:crypto';
import { BUS, type Bus, type KeyRing, Ownership, Projector } from '@liaison/bus';
import {
  CLOCK,
  type Clock,
  HEALTH,
  type Health,
  METER,
  type Meter,
  SETTINGS,
  type Settings,
} from '@liaison/contracts';
import { KEY_RING, ROW_STORE, type RowStore } from '@liaison/store';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { BoundaryFacts } from '../commands/boundary-facts.js';
import { AvailabilityPartition, type Happenings } from './availability.partition.js';
import { FairShare } from './fair-share.js';
import { Gate } from './gate.js';
import { PROJECTION } from './rows.js';

/** Partitions whose rows are read at once. */
const LOADS_AT_ONCE = 2;

/** What partitions are made of, and who says which are ours. */
@Injectable()
export class AvailabilityProjection implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(PROJECTION);
  private readonly ownership: Ownership;
  private readonly projector: Projector;

  // oxlint-disable-next-line max-params -- Nest injects by parameter
  constructor(
    @Inject(BUS) bus: Bus,
    @Inject(SETTINGS) settings: Settings,
    @Inject(METER) meter: Meter,
    @Inject(CLOCK) clock: Clock,
    @Inject(KEY_RING) keys: KeyRing,
    @Inject(ROW_STORE) rows: RowStore,
    @Inject(HEALTH) private readonly health: Health,
    triggers: BoundaryFacts,
  ) {
    const replica = settings.replica === '' ? randomUUID() : settings.replica;
    this.ownership = new Ownership({ bus, app: PROJECTION, replica, meter });
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
      bus,
      keys,
      meter,
      ownership: this.ownership,
      factory: (_, context) => new AvailabilityPartition(parts, context),
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    this.health.add('partitions', () => this.fault());
    this.projector.start();
    await this.ownership.start();
  }

  /** Before the bus goes: what is folded is stored, and the others take over at once. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.ownership.stop();
  }

  private fault(): string | undefined {
    const late = this.ownership.owned().filter((partition) => !this.projector.live(partition));
    const behind =
      late.length === 0 ? undefined : `partitions ${late.join(', ')} are still being loaded: wait`;
    return this.ownership.fault() ?? this.projector.fault() ?? behind;
  }

  private happenings(meter: Meter): Happenings {
    const pushes = meter.counter('liaison_pushes_total', 'States written for watchers to be told');
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
      pushed: () => pushes.add(),
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
