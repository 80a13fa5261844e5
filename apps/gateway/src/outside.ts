import { BUS, type Bus, COMMANDS, type CommandClient } from '@liaison/bus';
import {
  CHANCE,
  CLOCK,
  type Chance,
  type Clock,
  METER,
  type Meter,
  SETTINGS,
  type Settings,
} from '@liaison/contracts';
import { Inject, Injectable } from '@nestjs/common';
import type { Outside } from './parts.js';

/** What Nest gives a gateway. */
@Injectable()
export class NestOutside implements Outside {
  @Inject(BUS) readonly bus!: Bus;
  @Inject(COMMANDS) readonly commands!: CommandClient;
  @Inject(CLOCK) readonly clock!: Clock;
  @Inject(CHANCE) readonly chance!: Chance;
  @Inject(METER) readonly meter!: Meter;
  @Inject(SETTINGS) readonly settings!: Settings;
}
