import {
  BUS,
  type Bus,
  OWNERSHIP,
  type Ownership,
  Projector,
  type ProjectorOptions,
  shutBoxes,
} from '@liaison/bus';
import { HEALTH, type Health, METER, type Meter } from '@liaison/contracts';
import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Gateways } from '../gateways/gateways.js';
import { AccountsOfPartition } from './accounts-of-partition.js';
import { Endings } from './endings.js';
import { PartitionMonitor } from './partition-monitor.js';
import { TerminalsOfPartition } from './terminals-of-partition.js';

/**
 * Follows the terminals and the accounts of the partitions this replica owns. Two readings a
 * partition, because one over all facts would bring every fact of every profile here for nothing.
 */
@Injectable()
export class ConnectionsProjector implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #monitors: readonly PartitionMonitor[];
  readonly #projectors: readonly Projector[];
  #unwatch: (() => void) | undefined;

  // oxlint-disable-next-line max-params -- providers, injected by token
  constructor(
    @Inject(BUS) bus: Bus,
    @Inject(OWNERSHIP) ownership: Ownership,
    @Inject(METER) meter: Meter,
    @Inject(HEALTH) health: Health,
    private readonly gateways: Gateways,
    private readonly endings: Endings,
  ) {
    const { subjects } = bus;
    this.#monitors = Array.from(
      { length: subjects.partitions },
      () => new PartitionMonitor(gateways, endings),
    );
    const follow = (options: Pick<ProjectorOptions, 'name' | 'filter' | 'factory'>): Projector => {
      const projector = new Projector({ bus, keys: shutBoxes, ownership, meter, ...options });
      health.add(options.name, () => projector.fault() ?? stillReading(projector));
      return projector;
    };
    this.#projectors = [
      follow({
        name: 'accounts',
        filter: (partition) => subjects.accountsOf(partition),
        factory: (partition, context) => new AccountsOfPartition(context, this.#monitor(partition)),
      }),
      follow({
        name: 'terminals',
        filter: (partition) => subjects.terminalFactsOf(partition),
        factory: (partition, context) =>
          new TerminalsOfPartition(context, this.#monitor(partition)),
      }),
    ];
    meter.observe('liaison_connected_terminals', 'Terminals connected, in partitions owned', () =>
      this.#monitors.reduce((sum, { size }) => sum + size, 0),
    );
  }

  onApplicationBootstrap(): void {
    this.#unwatch = this.gateways.watch(() => {
      for (const monitor of this.#monitors) monitor.look();
    });
    for (const projector of this.#projectors) projector.start();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#unwatch?.();
    await this.endings.idle();
  }

  #monitor(partition: number): PartitionMonitor {
    const monitor = this.#monitors[partition];
    if (monitor === undefined) throw new RangeError(`there is no partition ${partition}`);
    return monitor;
  }
}

function stillReading(projector: Projector): string | undefined {
  const partitions = projector.catchingUp();
  return partitions === 0 ? undefined : `${partitions} partitions are still being read; wait`;
}
