import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Engine, findEngine, startEngine } from '@liaison/bus';
import type { Settings } from '@liaison/contracts';
import { environment, readSettings } from '@liaison/runtime';
import { inspectMongodb } from '@liaison/store';
import type { DevFlags } from '../commands/dev.js';
import { DataFolder } from '../data-folder.js';
import { CommandFailed } from '../failure.js';
import { Monitor } from '../monitor/monitor.js';
import { withOperator } from '../operator.js';
import { whenAskedToStop } from '../signals.js';
import { type DevBox, hostBoxes, spawnBoxes, stopBoxes } from './boxes.js';
import { type Example, exampleVisitor, registerPeople, startExample } from './example.js';
import { registerServices } from './example-services.js';
import { type Screen, type Whereabouts, jsonScreen, linesScreen, liveScreen } from './screens.js';

const MONGODB_SETTING = 'LIAISON_MONGODB_URL';

/** `liaison dev`: engine, boxes, example and a view of it all, until asked to stop. */
export async function develop(flags: DevFlags): Promise<void> {
  const asked = whenAskedToStop();
  const folder = new DataFolder(resolve(flags.data));
  await refuseSecond(folder);
  await refuseTaken(flags.port);
  const screen = screenFor(flags);
  try {
    await runEverything({ flags, folder, screen, asked });
  } catch (error) {
    throw flags.mongodb === undefined ? error : asTyped(error);
  } finally {
    screen.end();
  }
  screen.stopped(flags.data);
}

/** What a box calls by its setting was given by a flag here. */
function asTyped(error: unknown): unknown {
  if (error instanceof Error) {
    error.message = error.message.replaceAll(MONGODB_SETTING, '--mongodb');
  }
  return error;
}

interface Parts {
  readonly flags: DevFlags;
  readonly folder: DataFolder;
  readonly screen: Screen;
  readonly asked: Promise<'asked'>;
}

async function runEverything(parts: Parts): Promise<void> {
  const { flags, folder, screen } = parts;
  const { prefix, mongodbUrl, production } = readSettings(environment);
  await refuseStore({ mongodbUrl: flags.mongodb ?? mongodbUrl, production });
  await mkdir(folder.path, { recursive: true, mode: 0o700 });
  const engine = await startEngine({
    data: folder.engine,
    prefix,
    binary: findEngine(environment),
    sync: flags.sync,
    apart: true,
  });
  try {
    const options = {
      settings: await devSettings(parts, engine),
      port: flags.port,
      log: (line: string) => screen.log(line),
    };
    const starting = flags.processes === true ? spawnBoxes(options) : hostBoxes(options);
    const boxes = await starting.catch((error: unknown) => failStart(error, flags.port));
    try {
      await live({ ...parts, engine, boxes, prefix });
    } finally {
      await stopBoxes(boxes);
    }
  } finally {
    await engine.stop();
  }
}

/** Boxes wait for a database that is away; who is at the keyboard is told at once. */
async function refuseStore(settings: Pick<Settings, 'mongodbUrl' | 'production'>): Promise<void> {
  if (settings.mongodbUrl !== '') await inspectMongodb(settings);
}

/** Only the port for terminals is ever asked for: all others are free ones. */
async function refuseTaken(port: number): Promise<void> {
  const server = createServer();
  try {
    server.listen(port, readSettings(environment).httpHost);
    await once(server, 'listening');
  } catch (error) {
    failStart(error, port);
  } finally {
    server.close();
  }
}

/** Somebody else may take it between our look and our start. */
function failStart(error: unknown, port: number): never {
  if (!String(error).includes('EADDRINUSE')) throw error;
  throw new CommandFailed(
    `port ${port} is in use by another program`,
    'give another one with --port, or none: then a free one is taken',
    'port-in-use',
  );
}

async function refuseSecond(folder: DataFolder): Promise<void> {
  const other = await folder.running();
  if (other === undefined) return;
  throw new CommandFailed(
    `another Liaison (process ${other.pid}) runs on ${folder.path}`,
    'stop it, or give this one a folder of its own with --data',
    'already-running',
  );
}

function screenFor(flags: DevFlags): Screen {
  if (flags.json === true) return jsonScreen();
  return process.stdout.isTTY ? liveScreen() : linesScreen();
}

/** A fixed replica id: a restart takes its own leases over instead of waiting for them to end. */
async function devSettings({ folder, flags }: Parts, engine: Engine): Promise<Partial<Settings>> {
  return {
    natsUrl: engine.url,
    natsSeedFile: engine.seedFile,
    natsAuthSeedFile: engine.authSeedFile,
    natsIssuerSeedFile: engine.issuerSeedFile,
    natsSystemSeedFile: engine.systemSeedFile,
    page: fileURLToPath(new URL('../../../page', import.meta.url)),
    masterKeyFile: await folder.masterKey(),
    ...(flags.mongodb === undefined ? {} : { mongodbUrl: flags.mongodb }),
    replica: 'dev',
    logLevel: 'warn',
  };
}

interface LiveParts extends Parts {
  readonly engine: Engine;
  readonly boxes: readonly DevBox[];
  /** First token of every subject. */
  readonly prefix: string;
}

async function live(parts: LiveParts): Promise<void> {
  const { flags, folder, engine, boxes, screen, prefix } = parts;
  const terminals = boxes
    .filter((box) => box.name === 'gateway')
    .map((box) => `${box.url.replace('http', 'ws')}/terminal`);
  const { url: natsUrl, seedFile, systemSeedFile } = engine;
  const masterKeyFile = await folder.masterKey();
  const files = { seedFile, systemSeedFile, masterKeyFile };
  const stores = flags.mongodb === undefined ? {} : { mongodbUrl: flags.mongodb };
  await folder.announce({ pid: process.pid, natsUrl, prefix, ...files, ...stores, terminals });
  try {
    await withOperator({ data: folder.path }, async (operator) => {
      const end = Promise.race([parts.asked, engineGone(engine), boxGone(boxes)]);
      const isNew = !existsSync(folder.examplePeople);
      screen.ready(await whereabouts(parts, terminals[0] ?? ''));
      const monitor = new Monitor(operator.bus, (event) => screen.event(event));
      let example: Example | undefined;
      let erased: readonly string[] = [];
      try {
        await orEnd(monitor.start(), end);
        screen.follow(monitor);
        if (flags.example) {
          const people = registerPeople(operator, folder, isNew).then((gone) => (erased = gone));
          await orEnd(people, end);
          await orEnd(registerServices(operator, folder), end);
          const where = { terminals: terminals[0] ?? '', nats: natsUrl, prefix };
          example = erased.length === 0 ? exampleOf(parts, where) : undefined;
          if (erased.length > 0) screen.story(withoutStory(erased));
        }
        await orEnd(enough(flags), end);
      } finally {
        await example?.stop();
        monitor.stop();
      }
    });
  } finally {
    await folder.withdraw();
  }
}

const withoutStory = (erased: readonly string[]): string =>
  `the example is not played: ${erased.join(' and ')} was erased here; another folder begins a new one (--data)`;

async function whereabouts(parts: LiveParts, terminals: string): Promise<Whereabouts> {
  const { flags, folder, engine } = parts;
  const page = terminals.replace(/^ws(.*)terminal$/, 'http$1');
  const where = { terminals, page, natsUrl: engine.url, sync: flags.sync, data: folder.path };
  const visitor = flags.example ? await exampleVisitor(folder) : undefined;
  return visitor === undefined ? where : { ...where, visitor };
}

/**
 * A step of ours, or the end of it all. What fails because a process has ended fails a moment before
 * we hear of that end, and the end is what there is to tell.
 */
async function orEnd(step: Promise<unknown>, end: Promise<unknown>): Promise<void> {
  await Promise.race([step.catch(failLater), end]);
}

async function failLater(error: unknown): Promise<never> {
  await pause(END_HEARD_MS);
  throw error;
}

function exampleOf(parts: LiveParts, where: Parameters<typeof startExample>[0]): Example {
  const { ics } = parts.flags;
  return startExample(where, parts.folder, {
    tell: (line) => parts.screen.story(line),
    ...(ics === undefined ? {} : { ics: resolve(ics) }),
  });
}

const END_HEARD_MS = 500;

const forever = new Promise<never>(() => undefined);

/** Resolves after `--seconds`, and never without. */
function enough({ seconds }: DevFlags): Promise<void> {
  return seconds === undefined ? forever : pause(seconds * 1000, undefined, { ref: false });
}

/** Rejects when one that is a process of its own ends unasked: the rest is no whole any more. */
async function boxGone(boxes: readonly DevBox[]): Promise<never> {
  const ends = boxes.map(async ({ name, ended = forever }) => `${name} ended (${await ended})`);
  throw new CommandFailed(await Promise.race(ends), 'its last lines say why; start again');
}

function engineGone(engine: Engine): Promise<never> {
  return new Promise((_resolve, reject) => {
    engine.process.once('exit', (code, signal) => {
      reject(new CommandFailed(`nats-server ended (${String(signal ?? code)})`, 'start again'));
    });
  });
}
