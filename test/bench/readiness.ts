import { existsSync } from 'node:fs';
import { cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { until } from '../harness/await.js';
import { allStates } from '../harness/log.js';
import { metricOf } from '../harness/metrics.js';
import type { Store } from '../harness/mongodb.js';
import { startProgram } from '../harness/processes.js';
import { dropRows } from '../harness/rebuild.js';
import { type BoxName, System } from '../harness/system.js';
import { hashOf } from './least.js';
import { type Row, row } from './report.js';

const ID = 'P14';
/** Registered, a profile uploaded and activated, then visits of a terminal. */
const FACTS_EACH = 21;
const RUNS = 3;
const READY_WITHIN_MS = 600_000;
const MS = 1_000;
/** Nobody's boundary comes sooner. */
const FAR_MS = 6 * 3_600_000;
const BOXES: readonly BoxName[] = ['auth', 'access-monitor', 'availability', 'gateway'];

/** A log to start with. */
export interface LogPlan {
  readonly facts: number;
  readonly store: Store;
  /** Where it is kept for later runs; nowhere, where none is named. */
  readonly folder?: string | undefined;
}

/** P14: seconds from a start to ready, with a log of so many facts, and with all or none of the rows. */
export async function readiness({ facts, store, folder }: LogPlan): Promise<Row[]> {
  const data = await mkdtemp(join(tmpdir(), 'liaison-start-'));
  const users = Math.floor(facts / FACTS_EACH);
  if (folder !== undefined) {
    if (!existsSync(folder)) await writeLog(folder, users, store);
    await cp(folder, data, { recursive: true });
  } else {
    await writeLog(data, users, store);
  }
  let system = await System.start({ data, store });
  try {
    await endBoxes(system);
    const stored = await factsIn(system);
    const first = await readyAfter(system, 'availability');
    const before = hashOf(await allStates(system));
    const command = await commandRate(system);
    const lost: number[] = [];
    const warm: number[] = [];
    const cold: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      await endBoxes(system);
      await dropRows(system);
      lost.push(await readyAfter(system, 'availability'));
      await rowsStored(system);
      await endBoxes(system);
      warm.push(await readyAfter(system, 'availability'));
      await endBoxes(system);
      await system.stop();
      const began = performance.now();
      system = await System.start({ data, store });
      await allReady(system);
      cold.push((performance.now() - began) / MS);
    }
    if (hashOf(await allStates(system)) !== before) throw new Error('STATE is another one');
    const on = store === 'engine' ? '' : 'on MongoDB, ';
    const figure = (what: string, values: readonly number[]): Row =>
      row({ id: ID, what: `${on}${what}`, unit: 's', goal: '' }, values);
    return [
      figure(`${stored} facts of ${users} users: everything started, ready`, cold),
      figure('availability alone started anew, ready', warm),
      figure('availability started with no rows, ready', lost),
      figure('availability started with neither rows nor STATE, ready', [first]),
      row({ id: ID, what: `${on}\`liaison rebuild\` beside it`, unit: '/s', goal: '' }, [command]),
    ];
  } finally {
    await system.stop();
    await rm(data, { recursive: true, force: true });
  }
}

/** In a folder that is there only once all is written. */
async function writeLog(folder: string, users: number, store: Store): Promise<void> {
  const data = await mkdtemp(`${folder}-`);
  const system = await System.start({ data, store });
  try {
    await endBoxes(system);
    await write(system, users);
  } finally {
    await system.stop();
  }
  await rename(data, folder);
}

async function write(system: System, users: number): Promise<void> {
  const place = [system.natsUrl, system.seedFile, join(system.data, 'master.key')];
  const mongodb = system.databaseUrl ?? '';
  const plan = ['u', users, Date.now() + FAR_MS, 600, FACTS_EACH, mongodb].map(String);
  const writer = await startProgram({
    script: 'apps/availability/dist/fixtures/write-users.js',
    args: place.concat(plan),
  });
  if ((await writer.gone) !== 0) throw new Error(`not written: ${writer.lines.join('\n')}`);
}

async function factsIn(system: System): Promise<number> {
  const jsm = await jetstreamManager(system.operator);
  return (await jsm.streams.info('FACTS')).state.messages;
}

async function endBoxes(system: System): Promise<void> {
  const all = [...system.boxes.values()].flat();
  await Promise.all(all.map((box) => box.signal('SIGTERM')));
  system.boxes.clear();
}

/** Seconds from the start of a box's process until it says that it is ready, all partitions live. */
async function readyAfter(system: System, box: BoxName): Promise<number> {
  const began = performance.now();
  await system.startBox(box);
  await isReady(system, box);
  return (performance.now() - began) / MS;
}

const allReady = (system: System): Promise<unknown> =>
  Promise.all(BOXES.map((box) => isReady(system, box)));

async function isReady(system: System, box: BoxName): Promise<void> {
  const ready = async (): Promise<boolean> => (await fetch(`${system.httpUrl(box)}/ready`)).ok;
  await until(`${box} is ready`, ready, READY_WITHIN_MS);
}

/** Until no user's rows wait to be stored: what is stopped before starts with a tail that is as long. */
async function rowsStored(system: System): Promise<void> {
  const stored = async (): Promise<boolean> => {
    const waiting = await metricOf(system, 'availability', 'liaison_rows_waiting');
    return [...waiting.values()].every((count) => count === 0);
  };
  await until('all rows are stored', stored, READY_WITHIN_MS);
}

/** Facts a second of an operator's rebuild beside the living system, which has stored what it folded. */
export async function commandRate(system: System): Promise<number> {
  await rowsStored(system);
  const program = await startProgram({
    script: 'apps/cli/dist/programs/liaison.js',
    args: ['rebuild', 'availability', '--json'],
    env: {
      LIAISON_NATS_URL: system.natsUrl,
      LIAISON_NATS_SEED_FILE: system.seedFile,
      LIAISON_MASTER_KEY_FILE: join(system.data, 'master.key'),
      ...(system.databaseUrl === undefined ? {} : { LIAISON_MONGODB_URL: system.databaseUrl }),
    },
  });
  if ((await program.gone) !== 0) throw new Error(`not rebuilt: ${program.lines.join('\n')}`);
  const said = program.lines.map((line) => JSON.parse(line) as { event: string; rate: number });
  return said.find(({ event }) => event === 'rebuilt')?.rate ?? Number.NaN;
}
