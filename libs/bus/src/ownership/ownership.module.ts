import { randomBytes } from 'node:crypto';
import {
  HEALTH,
  type Health,
  type JsonObject,
  METER,
  type Meter,
  SETTINGS,
  type Settings,
} from '@liaison/contracts';
import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Bus } from '../connection.js';
import { BUS, OWNERSHIP } from '../tokens.js';
import { Ownership } from './ownership.js';

/**
 * `OWNERSHIP` of one box: its lease is asked for when all providers are there, and its partitions are
 * released when commands are done and while the bus still answers.
 */
@Module({})
export class OwnershipModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    @Inject(OWNERSHIP) private readonly ownership: Ownership,
    @Inject(HEALTH) private readonly health: Health,
  ) {}

  /** `about`: what the others are told of this replica. */
  static for(app: string, about: JsonObject = {}): DynamicModule {
    return {
      module: OwnershipModule,
      global: true,
      providers: [
        {
          provide: OWNERSHIP,
          inject: [BUS, SETTINGS, METER],
          useFactory: (bus: Bus, { replica }: Settings, meter: Meter) =>
            new Ownership({
              bus,
              app,
              replica: replica === '' ? randomReplica() : replica,
              about,
              meter,
            }),
        },
      ],
      exports: [OWNERSHIP],
    };
  }

  async onApplicationBootstrap(): Promise<void> {
    this.health.add('ownership', () => this.ownership.fault());
    await this.ownership.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.ownership.stop();
  }
}

function randomReplica(): string {
  return `r${randomBytes(6).toString('hex')}`;
}
