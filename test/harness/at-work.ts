import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CHECKOUT } from './processes.js';
import type { System } from './system.js';

const COMMAND = join(CHECKOUT, 'apps', 'cli', 'bin', 'liaison.mjs');

/** The `liaison` command of an operator, at work on a system. */
export class Liaison {
  /** What it has printed, line by line. */
  readonly lines: string[] = [];
  errors = '';
  /** Its exit code, or the signal that ended it. */
  readonly gone: Promise<number | NodeJS.Signals>;

  private constructor(private readonly child: ChildProcess) {
    this.gone = once(child, 'close').then(
      ([code, signal]) => (code ?? signal) as number | NodeJS.Signals,
    );
    if (child.stdout !== null) {
      createInterface({ input: child.stdout }).on('line', (line) => this.lines.push(line));
    }
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.errors += text));
  }

  static start(system: Pick<System, 'natsUrl' | 'seedFile'>, ...args: readonly string[]): Liaison {
    const env = {
      PATH: process.env['PATH'] ?? '',
      LIAISON_NATS_URL: system.natsUrl,
      LIAISON_NATS_SEED_FILE: system.seedFile,
    };
    const stdio = ['ignore', 'pipe', 'pipe'] as const;
    return new Liaison(spawn(process.execPath, [COMMAND, ...args], { env, stdio: [...stdio] }));
  }

  /** What it printed, each line as JSON. */
  get events(): readonly Readonly<Record<string, unknown>>[] {
    return this.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }
}

/** Runs a command that must be done; answers the lines of JSON it printed. */
export async function done(
  system: Pick<System, 'natsUrl' | 'seedFile'>,
  ...args: readonly string[]
): Promise<Liaison['events']> {
  const command = Liaison.start(system, ...args, '--json');
  const code = await command.gone;
  if (code !== 0) throw new Error(`liaison ${args.join(' ')}: ${code}\n${command.errors}`);
  return command.events;
}
