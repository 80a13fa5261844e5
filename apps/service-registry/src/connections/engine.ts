import { type EndedConnection, SystemAccount } from '@liaison/bus';
import { HEALTH, type Health, SETTINGS, type Settings } from '@liaison/contracts';
import type { ServiceId } from '@liaison/domain';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { type EngineClient, isClient } from './client.js';

/**
 * What the engine itself says of services' connections, and ends of them, by the account SYS. Where
 * no seed of it is given, leases alone tell, and a kicked process keeps its connection to the engine
 * without being handed anything.
 */
@Injectable()
export class EngineConnections implements OnModuleInit, OnApplicationShutdown {
  readonly #log = new Logger('engine');
  readonly #listeners: ((ended: EndedConnection) => void)[] = [];
  #system: SystemAccount | undefined;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(HEALTH) private readonly health: Health,
  ) {}

  async onModuleInit(): Promise<void> {
    if (this.settings.natsSystemSeedFile === '') return;
    const system = await SystemAccount.connect(this.settings, 'service-registry');
    this.#system = system;
    this.health.add('system', () =>
      system.connected() ? undefined : 'the account SYS is away: see LIAISON_NATS_SYSTEM_SEED_FILE',
    );
    system.onDisconnect((ended) => {
      for (const listener of this.#listeners) listener(ended);
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#system?.close();
  }

  /** Told of every connection of a service that has ended. */
  onEnded(listener: (ended: EndedConnection) => void): void {
    this.#listeners.push(listener);
  }

  /** Ends these clients of a service, or all it has. Best effort: what fails is logged. */
  async kick(service: ServiceId, clients: readonly EngineClient[] | 'all'): Promise<void> {
    const system = this.#system;
    if (system === undefined || clients.length === 0) return;
    try {
      for (const told of await system.connections(service)) {
        if (clients !== 'all' && !clients.some((client) => isClient(client, told))) continue;
        await system.kick(told.server, told.client);
      }
    } catch (error) {
      this.#log.warn(`connections of ${service} are not kicked: ${String(error)}`);
    }
  }
}
