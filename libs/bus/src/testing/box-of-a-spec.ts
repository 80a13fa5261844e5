import 'reflect-metadata';
import {
  CLOCK,
  COMMAND_STRATEGY,
  type CommandRequest,
  HEALTH,
  METER,
  type Meter,
  SETTINGS,
} from '@liaison/contracts';
import { type INestMicroservice, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { BusModule } from '../bus.module.js';
import type { CommandServer } from '../commands/command-server.js';
import type { Bus } from '../connection.js';
import { type SpecEngine, specClock } from './engine-of-a-spec.js';

/** A box with one controller that takes commands, as Nest makes it. */
// oxlint-disable-next-line max-params -- what a box is made of
export async function specBox(
  spec: SpecEngine,
  name: string,
  controller: Type,
  meter: Meter,
): Promise<INestMicroservice> {
  const given = [
    { provide: SETTINGS, useValue: spec.settings },
    { provide: CLOCK, useValue: specClock() },
    { provide: METER, useValue: meter },
    { provide: HEALTH, useValue: { add: () => undefined } },
  ];
  @Module({ providers: given, exports: given })
  class Runtime {}
  @Module({
    imports: [{ module: Runtime, global: true }, BusModule.for(name)],
    controllers: [controller],
  })
  class Box {}
  const app = await NestFactory.createMicroservice(Box, {
    useFactory: (strategy: CommandServer) => ({ strategy }),
    inject: [COMMAND_STRATEGY],
    logger: false,
  });
  await app.listen();
  return app;
}

/** A request that changes something, unless told otherwise. */
export const specRequest = (more: Partial<CommandRequest> = {}): CommandRequest => ({
  command: '019b8d2b-8c00-7b2a-8b2a-019b8d2b8c00',
  actor: 'user/alice',
  correlation: 'c-1',
  data: {},
  ...more,
});

/** What the apps answer to `$SRV.<question>`. */
export async function askServices(bus: Bus, question: string): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  const answers = await bus.nc.requestMany(`$SRV.${question}`, '', { maxWait: 300 });
  for await (const answer of answers) found.push(answer.json());
  return found;
}
