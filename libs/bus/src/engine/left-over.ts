import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isAlive } from './is-alive.js';

const run = promisify(execFile);

const GONE_POLL_MS = 20;
/** Ten seconds in order, then by force. */
const GONE_ATTEMPTS_MAX = 500;

/** A running engine and the process that started it. */
export interface EngineOwner {
  readonly engine: number;
  readonly owner: number;
}

/** Notes who runs an engine on a folder. */
export async function noteOwnership(data: string, noted: EngineOwner): Promise<void> {
  await writeFile(fileOf(data), JSON.stringify(noted));
}

/**
 * Ends an engine that outlived the process which had started it on this folder: two on one store
 * would ruin it. Answers both where that process lives, and leaves both alone.
 */
export async function endLeftOver(data: string, conf: string): Promise<EngineOwner | undefined> {
  const text = await readFile(fileOf(data), 'utf8').catch(missing);
  if (text === undefined) return undefined;
  const noted = JSON.parse(text) as EngineOwner;
  if (!(await isOurs(noted.engine, conf))) return undefined;
  if (isAlive(noted.owner)) return noted;
  process.kill(noted.engine, 'SIGTERM');
  for (let attempt = 0; attempt < GONE_ATTEMPTS_MAX; attempt++) {
    if (!(await isOurs(noted.engine, conf))) return undefined;
    await pause(GONE_POLL_MS);
  }
  process.kill(noted.engine, 'SIGKILL');
  return undefined;
}

function fileOf(data: string): string {
  return join(data, 'owner.json');
}

/** A process id may be another's by now: its command names our configuration, or it is not ours. */
async function isOurs(pid: number, conf: string): Promise<boolean> {
  return isAlive(pid) && (await commandOf(pid)).includes(conf);
}

async function commandOf(pid: number): Promise<string> {
  try {
    return await readFile(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    const { stdout } = await run('ps', ['-ww', '-o', 'args=', '-p', String(pid)]).catch(() => ({
      stdout: '',
    }));
    return stdout;
  }
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}
