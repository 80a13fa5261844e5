import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's folder: the nearest one above with `nx.json`, wherever this was compiled to. */
export const CHECKOUT = checkoutAbove(dirname(fileURLToPath(import.meta.url)));

/** Of the environment, what a command as a user types it gets: nothing else of the tests' own. */
export function handedOn(): NodeJS.ProcessEnv {
  const names = ['PATH', 'TMPDIR', 'LIAISON_NATS_SERVER'];
  return Object.fromEntries(names.map((name) => [name, process.env[name]]));
}

function checkoutAbove(folder: string): string {
  if (existsSync(join(folder, 'nx.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('this is not inside a checkout');
  return checkoutAbove(parent);
}

/** Five programs start at once, on machines that have two cores and other work. */
const READY_WITHIN_MS = 90_000;
/** What a process said last is kept for the message when it dies. */
const LINES_KEPT = 200;

/** One of our programs, run as anybody would: `node …/programs/gateway.js`. */
export interface Program {
  readonly child: ChildProcess;
  readonly pid: number;
  /** What it said when it was ready. */
  readonly ready: Readonly<Record<string, unknown>>;
  /** Its last lines, both outputs. */
  readonly lines: readonly string[];
  readonly gone: Promise<number | NodeJS.Signals>;
  /** Sends a signal; for the deadly ones waits until it is gone. */
  signal(name: NodeJS.Signals): Promise<void>;
}

/** What one of our programs needs to run. */
export interface ProgramOptions {
  readonly script: string;
  readonly args?: readonly string[];
  /** Node's own, before the script: `--cpu-prof`. */
  readonly nodeArgs?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Its JSON line with this `event` says it is ready; absent: ready when spawned. */
  readonly readyEvent?: string;
}

const running = new Set<ChildProcess>();

/* SIGTERM, so that a program that has a child of its own ends that too. */
process.once('exit', () => {
  for (const child of running) {
    child.kill('SIGCONT');
    child.kill('SIGTERM');
  }
});

/** Starts a program and waits until it says it is ready; its environment is PATH and what is given. */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const script = join(CHECKOUT, options.script);
  const args = [...(options.nodeArgs ?? []), script, ...(options.args ?? [])];
  const child = spawn(process.execPath, args, {
    cwd: CHECKOUT,
    env: { PATH: process.env['PATH'] ?? '', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const lines: string[] = [];
  const gone = once(child, 'exit').then(([code, signal]) => {
    running.delete(child);
    return (code ?? signal) as number | NodeJS.Signals;
  });
  const ready = await firstReady(child, lines, options);
  const signal = async (name: NodeJS.Signals): Promise<void> => {
    child.kill(name);
    if (name === 'SIGKILL' || name === 'SIGTERM') await gone;
  };
  return { child, pid: child.pid ?? -1, ready, lines, gone, signal };
}

function firstReady(
  child: ChildProcess,
  lines: string[],
  options: ProgramOptions,
): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      clearTimeout(timer);
      reject(new Error(`${options.script} ${why}:\n${lines.slice(-20).join('\n')}`));
    };
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      fail('was not ready in time');
    }, READY_WITHIN_MS);
    const hear = (line: string): void => {
      lines.push(line);
      if (lines.length > LINES_KEPT) lines.shift();
      const said = eventOf(line);
      if (said === undefined || said['event'] !== options.readyEvent) return;
      clearTimeout(timer);
      resolve(said);
    };
    for (const stream of [child.stdout, child.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on('line', hear);
    }
    child.once('exit', (code) => fail(`ended with ${code}`));
    child.once('error', (error) => fail(error.message));
    if (options.readyEvent === undefined) {
      clearTimeout(timer);
      resolve({});
    }
  });
}

/** Our programs log JSON lines; an event stands at the top or under `message`. */
function eventOf(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  const parsed = JSON.parse(line) as Record<string, unknown>;
  const message = parsed['message'];
  if (typeof message === 'object' && message !== null) return message as Record<string, unknown>;
  return parsed;
}

/** Whether its process has not ended. */
export function isAlive({ child }: Program): boolean {
  return child.exitCode === null && child.signalCode === null;
}

/** Whether it is stopped by SIGSTOP (Linux). */
export async function isStopped({ pid }: Program): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return /^State:\s+T/m.test(status);
}

/** Lets a program that may be frozen end, if it has not. */
export async function endProgram(program: Program): Promise<void> {
  if (program.child.exitCode !== null || program.child.signalCode !== null) return;
  program.child.kill('SIGCONT');
  program.child.kill('SIGTERM');
  await program.gone;
}
