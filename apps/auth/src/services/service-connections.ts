import { SystemAccount } from '@liaison/bus';
import { HEALTH, type Health, SETTINGS, type Settings } from '@liaison/contracts';
import type { ServiceId } from '@liaison/domain';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';

/** Ends services' connections, by the account SYS, so that they must log in anew. */
@Injectable()
export class ServiceConnections implements OnModuleInit, OnApplicationShutdown {
  readonly #log = new Logger('services');
  #system: SystemAccount | undefined;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(HEALTH) private readonly health: Health,
  ) {}

  async onModuleInit(): Promise<void> {
    if (this.settings.natsSystemSeedFile === '') return;
    const system = await SystemAccount.connect(this.settings, 'auth');
    this.#system = system;
    this.health.add('system', () =>
      system.connected() ? undefined : 'the account SYS is away: see LIAISON_NATS_SYSTEM_SEED_FILE',
    );
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#system?.close();
  }

  /** Best effort: what fails is logged. */
  async end(service: ServiceId): Promise<void> {
    const system = this.#system;
    if (system === undefined) {
      this.#log.warn(
        `connections of ${service} stay until it ends them: LIAISON_NATS_SYSTEM_SEED_FILE is not set`,
      );
      return;
    }
    try {
      const connections = await system.connections(service);
      await Promise.all(connections.map(({ server, client }) => system.kick(server, client)));
    } catch (error) {
      this.#log.warn(`connections of ${service} are not ended: ${String(error)}`);
    }
  }
}
