import { HEALTH, type Health, SETTINGS, type Settings } from '@liaison/contracts';
import {
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { ServiceConnections } from './service-connections.js';
import { SystemAccount } from './system-account.js';

/** `ServiceConnections` of one box, over a connection of its own to the account SYS. */
@Module({})
export class SystemModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly connections: ServiceConnections,
    @Inject(HEALTH) private readonly health: Health,
  ) {}

  static for(box: string): DynamicModule {
    return {
      module: SystemModule,
      global: true,
      providers: [
        {
          provide: ServiceConnections,
          inject: [SETTINGS],
          useFactory: async (settings: Settings) =>
            new ServiceConnections(
              settings.natsSystemSeedFile === ''
                ? undefined
                : await SystemAccount.connect(settings, box),
            ),
        },
      ],
      exports: [ServiceConnections],
    };
  }

  onModuleInit(): void {
    this.health.add('system', () => this.connections.fault());
  }

  async onApplicationShutdown(): Promise<void> {
    await this.connections.close();
  }
}
