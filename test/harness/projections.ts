import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { until } from './await.js';
import { typed } from './liaison.js';
import { partitionOf } from './log.js';
import { type Program, startProgram } from './processes.js';
import type { System } from './system.js';

/** How a shell says that a command was killed. */
const KILLED = 137;
/** Rows are stored 2 s after what they hold. */
const STORED_WITHIN_MS = 20_000;

/** What `--json` says at the end of `liaison verify projections` or `liaison rebuild`. */
export interface Said {
  readonly code: number;
  readonly whole: boolean;
  readonly facts: number;
  readonly rows: number;
  readonly differences: readonly { key: string; in: string; fault: string; partition: number }[];
  readonly untaken?: readonly number[];
}

type Environment = Readonly<Record<string, string>>;

/** What an operator of rows must know. */
const environmentOf = (system: System): Environment => ({
  LIAISON_NATS_URL: system.natsUrl,
  LIAISON_NATS_SEED_FILE: system.seedFile,
  LIAISON_MASTER_KEY_FILE: join(system.data, 'master.key'),
  ...system.storeSettings,
});

/** Runs either command to its end; throws what it says where it is refused. */
export async function toldOf(system: System, line: string, more: Environment = {}): Promise<Said> {
  const given = Object.entries({ ...environmentOf(system), ...more });
  const before = given.map(([name, value]) => `${name}='${value}'`).join(' ');
  const { code, out, errors } = await typed(`${before} npx liaison ${line} --json`, system.data);
  const last = out.trimEnd().split('\n').at(-1) ?? '';
  if (/^\{"event":"(verified|rebuilt)"/.test(last)) return { ...(JSON.parse(last) as Said), code };
  if (code > 0 && code !== KILLED) throw new Error(errors);
  return { code, whole: false, facts: 0, rows: 0, differences: [] };
}

/** Starts `liaison rebuild` to be stopped, or to be frozen at a crash point; `lines` has both outputs. */
export function beginRebuild(
  system: System,
  args: readonly string[],
  crashAt: string,
): Promise<Program> {
  return startProgram({
    script: 'apps/cli/bin/liaison.mjs',
    args: ['rebuild', 'availability', ...args],
    env: { ...environmentOf(system), LIAISON_FOR_TESTS: 'true', LIAISON_CRASH_AT: crashAt },
  });
}

/** Until the checkpoints of these users' partitions are at their last facts. */
export async function allStored(system: System, users: readonly string[]): Promise<void> {
  const stored = async (): Promise<boolean> =>
    (await Promise.all(users.map((user) => isThrough(system, user)))).every(Boolean);
  await until('all rows are stored', stored, STORED_WITHIN_MS);
}

async function isThrough(system: System, user: string): Promise<boolean> {
  const jsm = await jetstreamManager(system.operator);
  const p = await partitionOf(system, user);
  const fact = { last_by_subj: `liaison.facts.${p}.>` };
  const through = await checkpointOf(system, p);
  const end = (await jsm.streams.getMessage('FACTS', fact))?.seq ?? 0;
  return (through?.sequence ?? 0) >= end;
}

interface Checkpoint {
  readonly sequence: number;
  readonly rows?: string;
}

async function checkpointOf(system: System, partition: number): Promise<Checkpoint | undefined> {
  const jsm = await jetstreamManager(system.operator);
  const last_by_subj = `liaison.ckpt.availability.${partition}`;
  return (await jsm.streams.getMessage('CKPT', { last_by_subj }))?.json<Checkpoint>();
}

/** The set of rows that holds for a user. */
export async function setOf(system: System, user: string): Promise<string> {
  const checkpoint = await checkpointOf(system, await partitionOf(system, user));
  return checkpoint?.rows ?? 'availability';
}

/** The set beside one. */
export const besideOf = (set: string): string =>
  set === 'availability' ? 'availability-2' : 'availability';

/** What there is of the sets that are built, and of how far they are. */
export async function leftOfShadows(system: System, user: string): Promise<readonly string[]> {
  const beside = besideOf(await setOf(system, user));
  const rows = [...(await system.store.rows(`${beside}.`)).keys()];
  const jsm = await jetstreamManager(system.operator);
  const filter = 'liaison.ckpt.availability-rebuild.*';
  const { state } = await jsm.streams.info('CKPT', { subjects_filter: filter });
  return [...rows, ...Object.keys(state.subjects ?? {})];
}

/** What lies in the rows of a set of a user; of what was taken out ''. */
export async function rowsOf(
  system: System,
  set: string,
  user: string,
): Promise<readonly string[]> {
  const place = `${set}.${await partitionOf(system, user)}.${user}`;
  return [...(await system.store.rows(place))].map(([, { state }]) => state);
}
