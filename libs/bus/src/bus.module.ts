import {
  CLOCK,
  COMMAND_STRATEGY,
  type Clock,
  HEALTH,
  type Health,
  METER,
  type Meter,
  SETTINGS,
  type Settings,
} from '@liaison/contracts';
import {
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { CommandClient } from './commands/command-client.js';
import { CommandServer } from './commands/command-server.js';
import { type Bus, connectBus } from './connection.js';
import { ensureLayout } from './layout/layout.js';
import { refuseHalfRestored } from './snapshots/restoring.js';
import { BUS, COMMANDS } from './tokens.js';
import { requireVersion } from './version.js';

/**
 * The bus of one box, for all its modules: `BUS`, `COMMANDS` and the strategy that serves `@Command`
 * methods. At shutdown Nest closes the strategy first (it drains) and this module last: what commands
 * need until then is let go in `onApplicationShutdown`, not before.
 */
@Module({})
export class BusModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    @Inject(BUS) private readonly bus: Bus,
    @Inject(HEALTH) private readonly health: Health,
  ) {}

  static for(box: string): DynamicModule {
    return {
      module: BusModule,
      global: true,
      providers: [
        {
          provide: BUS,
          inject: [SETTINGS, CLOCK],
          useFactory: (settings: Settings, times: Clock) => open(settings, times, box),
        },
        { provide: COMMANDS, inject: [BUS], useFactory: (bus: Bus) => new CommandClient(bus) },
        {
          provide: COMMAND_STRATEGY,
          inject: [BUS, METER],
          useFactory: (bus: Bus, meter: Meter) => new CommandServer(bus, box, meter),
        },
      ],
      exports: [BUS, COMMANDS, COMMAND_STRATEGY],
    };
  }

  onModuleInit(): void {
    this.health.add('bus', () => this.wrong());
  }

  async onApplicationShutdown(): Promise<void> {
    await this.bus.close();
  }

  /** After a reconnect it may be another server. */
  private wrong(): string | undefined {
    if (!this.bus.connected()) {
      return 'the engine is away: see that nats-server runs at LIAISON_NATS_URL';
    }
    try {
      requireVersion(this.bus.nc.info?.version ?? '');
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
}

/** Nobody sees the bus before its streams are as they must be. */
async function open(settings: Settings, times: Clock, box: string): Promise<Bus> {
  const bus = await connectBus(settings, box, { times });
  try {
    await refuseHalfRestored(bus);
    await ensureLayout(bus, settings);
    return bus;
  } catch (error) {
    await bus.close();
    throw error;
  }
}
