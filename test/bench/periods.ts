import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { nextMinute } from '../harness/clock.js';
import { until } from '../harness/await.js';
import { addPerson, connectNew, profileOf } from '../harness/people.js';
import { startProgram } from '../harness/processes.js';
import { useProfile } from '../harness/profiles.js';
import type { System } from '../harness/system.js';
import type { Terminal } from '../harness/terminal.js';
import { CpuMeter, cpuSeconds, memoryBytes, percentile, total } from './measure.js';
import { type Row, row } from './report.js';
import { processesOf } from './site.js';

/** Users one viewer has in their list. */
const WATCHED = 1_000;
const SETTLE_MS = 15_000;
const REST_MS = 30_000;
/** Nobody's boundary comes sooner than this while the owner is to be at rest. */
const FAR_MS = 6 * 3_600_000;
const WITHIN_MS = 180_000;
/** Writing one user takes less. */
const WRITE_MS = 8;
/** The meter begins so long before the boundary. */
const EARLY_MS = 200;
const ID = 'P12';

/** P12: many users with rules in one owner, at rest and at a boundary that some of them share. */
export async function periods(system: System, users: number): Promise<Row[]> {
  const rest = await atRest(system, users);
  const few = await atBoundary(system, WATCHED);
  const many = await atBoundary(system, 10 * WATCHED);
  return [
    ...rest,
    late(`${WATCHED} users share a boundary, the last push`, '<= 1', few, 1),
    late(`${10 * WATCHED} users share a boundary, p99`, '<= 5', many, 0.99),
    late(`${10 * WATCHED} users share a boundary, the last push`, '', many, 1),
    row({ id: ID, what: 'server CPU a boundary', unit: 'µs', goal: '' }, [total(many.us)]),
    ...[...many.us].map(([name, us]) =>
      row({ id: ID, what: `of which ${name}`, unit: 'µs', goal: '' }, [us]),
    ),
  ];
}

interface Shared {
  /** How late each push to a viewer came, milliseconds after the boundary. */
  readonly late: readonly number[];
  /** CPU a boundary by process, microseconds. */
  readonly us: ReadonlyMap<string, number>;
}

// oxlint-disable-next-line max-params -- a line of the table
function late(what: string, goal: string, shared: Shared, share: number): Row {
  const seconds = percentile(shared.late, share) / 1000;
  return row({ id: ID, what, unit: 's', goal, by: 'time' }, [seconds]);
}

async function atRest(system: System, users: number): Promise<Row[]> {
  const pids = [system.box('availability').pid];
  const before = memoryBytes(pids);
  const startMs = Date.now() + FAR_MS;
  await write(system, { prefix: 'rest', count: users, startMs, spreadMinutes: 600 });
  await pause(SETTLE_MS);
  const used = cpuSeconds(pids);
  await pause(REST_MS);
  const cpu = (1e5 * (cpuSeconds(pids) - used)) / REST_MS;
  const bytes = (memoryBytes(pids) - before) / users;
  const whole = `${users} users with rules in one owner, at rest`;
  return [
    row({ id: ID, what: `${whole}: memory a user`, unit: 'KB', goal: '' }, [bytes / 1000]),
    row({ id: ID, what: `${whole}: CPU`, unit: '% of a core', goal: '' }, [cpu]),
  ];
}

async function atBoundary(system: System, users: number): Promise<Shared> {
  const prefix = `at-${users}`;
  const ids = Array.from({ length: users }, (_, at) => `${prefix}-${at}`);
  const viewers = await watching(system, ids);
  const boundaryMs = nextMinute(0, 2 * SETTLE_MS + WRITE_MS * users);
  await write(system, { prefix, count: users, startMs: boundaryMs, spreadMinutes: 1 });
  const leftMs = boundaryMs - Date.now();
  console.error(`  ${users} users are written, their boundary comes in ${leftMs} ms`);
  if (leftMs < SETTLE_MS / 2) throw new Error('the boundary came too soon');
  await pause(leftMs - EARLY_MS);
  const meter = new CpuMeter(processesOf(system));
  await allCome(viewers, users);
  const us = new Map([...meter.used()].map(([name, cpu]) => [name, (1e6 * cpu) / users]));
  const boundaryAt = performance.now() + (boundaryMs - Date.now());
  const come = viewers.flatMap((viewer) => viewer.notesOf('connectability').map(({ at }) => at));
  await Promise.all(viewers.map((viewer) => viewer.close()));
  if (come.length !== users) throw new Error(`${come.length} pushes for ${users} users`);
  if (come.some((at) => at < boundaryAt)) throw new Error('a push came before the boundary');
  return { late: come.map((at) => at - boundaryAt), us };
}

/** Terminals that have so many of these users in their lists, each its own. */
async function watching(system: System, ids: readonly string[]): Promise<Terminal[]> {
  const viewers: Terminal[] = [];
  for (let first = 0; first < ids.length; first += WATCHED) {
    const { terminal } = await connectNew(system, await addPerson(system, 'viewer'));
    await useProfile(terminal, profileOf({ contacts: ids.slice(first, first + WATCHED) }));
    viewers.push(terminal);
  }
  return viewers;
}

async function allCome(viewers: readonly Terminal[], users: number): Promise<void> {
  const come = (): number => sum(viewers.map((one) => one.notesOf('connectability').length));
  await until('every push has come', () => come() >= users, WITHIN_MS).catch((error: Error) => {
    throw new Error(`${come()} of ${users} pushes have come`, { cause: error });
  });
}

const sum = (counts: readonly number[]): number => counts.reduce((all, one) => all + one, 0);

/** Users `PREFIX-0`, … are written into the log, with rules that begin at an instant or later. */
async function write(system: System, plan: Plan): Promise<void> {
  const { prefix, count, startMs, spreadMinutes } = plan;
  const place = [system.natsUrl, system.seedFile, join(system.data, 'master.key')];
  const writer = await startProgram({
    script: 'apps/availability/dist/fixtures/write-users.js',
    args: place.concat([prefix, count, startMs, spreadMinutes].map(String)),
  });
  const ended = await writer.gone;
  if (ended !== 0) throw new Error(`the users were not written: ${writer.lines.join('\n')}`);
}

interface Plan {
  readonly prefix: string;
  readonly count: number;
  readonly startMs: number;
  /** Over so many minutes their periods begin. */
  readonly spreadMinutes: number;
}
