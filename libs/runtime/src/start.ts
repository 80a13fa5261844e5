import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import {
  COMMAND_STRATEGY,
  HEALTH,
  METER,
  type Settings,
  settingDefinitions,
} from '@liaison/contracts';
import { type DynamicModule, type INestApplication, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { UnknownElementException } from '@nestjs/core/errors/exceptions/unknown-element.exception.js';
import type { Box, RunningBox } from './box.js';
import type { BoxHealth } from './health/box-health.js';
import type { BoxLog } from './log/box-log.js';
import type { PrometheusMeter } from './metrics/prometheus-meter.js';
import { RuntimeModule } from './runtime.module.js';

/** A box that has not drained by then is left as it is: its work is safe in the log. */
export const STOP_MS_MAX = 10_000;

/** A box did not stop in time; what was acknowledged is stored, what was not gets no answer. */
export class StopTookTooLong extends Error {
  override readonly name = 'StopTookTooLong';
  constructor(box: string) {
    super(`${box} did not stop within ${STOP_MS_MAX} ms`);
  }
}

/** What a running command strategy has for us; Nest gives its strategies no type here. */
interface Strategy {
  close(): Promise<unknown> | unknown;
}

@Module({})
class BoxRoot {}

export interface StartOptions {
  readonly log: BoxLog;
  /** Adds the process's own metrics: once a process is enough. */
  readonly processMetrics: boolean;
}

/** Starts a box: providers, then commands, then HTTP. What was made is taken down if one fails. */
export async function startBox(
  box: Box,
  settings: Settings,
  options: StartOptions,
): Promise<RunningBox> {
  const root: DynamicModule = {
    module: BoxRoot,
    imports: [RuntimeModule.for(box.name, settings), box.module],
  };
  const app = await NestFactory.create(root, {
    logger: options.log,
    abortOnError: false,
    bodyParser: false,
    forceCloseConnections: true,
  });
  // Nobody needs to know what answers.
  (app.getHttpAdapter().getInstance() as { disable(setting: string): void }).disable(
    'x-powered-by',
  );
  try {
    if (options.processMetrics) app.get<PrometheusMeter>(METER).addProcess();
    const strategy = await initialise(app);
    const url = await listen(app, settings);
    return { name: box.name, url, stop: stopper(box, app, strategy) };
  } catch (error) {
    // The start's failure is what must be heard, whatever the taking down comes to.
    await inTime(box, () => app.close()).catch((second: unknown) => options.log.error(second));
    throw error;
  }
}

/** Hooks first, so that no command is taken before its box is whole. */
async function initialise(app: INestApplication): Promise<Strategy | undefined> {
  const strategy = strategyOf(app);
  if (strategy !== undefined) app.connectMicroservice({ strategy });
  await app.init();
  await app.startAllMicroservices();
  return strategy;
}

function strategyOf(app: INestApplication): Strategy | undefined {
  try {
    return app.get<Strategy>(COMMAND_STRATEGY, { strict: false });
  } catch (error) {
    if (error instanceof UnknownElementException) return undefined;
    throw error;
  }
}

async function listen(app: INestApplication, settings: Settings): Promise<string> {
  try {
    await app.listen(settings.httpPort, settings.httpHost);
  } catch (error) {
    const { httpHost, httpPort } = settingDefinitions;
    throw new Error(
      `cannot listen on ${settings.httpHost}:${settings.httpPort} ` +
        `(${(error as NodeJS.ErrnoException).code}): set ${httpHost.env} and ${httpPort.env}`,
      { cause: error },
    );
  }
  const { address, family, port } = app.getHttpServer().address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

/** Not ready any more, no new commands, those begun answered, then everything else. */
function stopper(box: Box, app: INestApplication, strategy?: Strategy): () => Promise<void> {
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    app.get<BoxHealth>(HEALTH).leave();
    await inTime(box, async () => {
      await strategy?.close();
      await app.close();
    });
  };
  return () => (stopping ??= stop());
}

async function inTime(box: Box, work: () => Promise<void>): Promise<void> {
  const done = new AbortController();
  const limit = pause(STOP_MS_MAX, 'late', { signal: done.signal }).catch(() => undefined);
  const first = await Promise.race([work(), limit]).finally(() => done.abort());
  if (first === 'late') throw new StopTookTooLong(box.name);
}
