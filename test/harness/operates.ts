import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { CHECKOUT, handedOn } from './processes.js';
import type { System } from './system.js';

const LIAISON = join(CHECKOUT, 'apps', 'cli', 'bin', 'liaison.mjs');

/** What a command printed, and how it ended. */
export interface Operated {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}

/** What an operator's commands find a system by. */
export type FoundBy = Pick<System, 'natsUrl' | 'seedFile' | 'storeSettings'>;

/** Runs `liaison` as an operator of a system, to its end. */
export async function operates(system: FoundBy, ...args: string[]): Promise<Operated> {
  const child = spawn(process.execPath, [LIAISON, ...args], {
    cwd: CHECKOUT,
    env: {
      ...handedOn(),
      LIAISON_NATS_URL: system.natsUrl,
      LIAISON_NATS_SEED_FILE: system.seedFile,
      ...system.storeSettings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const [code] = (await once(child, 'close')) as [number];
  return { code, out, errors };
}

/** The same, with `--json`: what it answered; fails where it was refused. */
export async function operated(
  system: FoundBy,
  ...args: string[]
): Promise<Readonly<Record<string, unknown>>> {
  const { code, out, errors } = await operates(system, ...args, '--json');
  if (code !== 0) throw new Error(`${args.join(' ')}: ${errors}`);
  return JSON.parse(out) as Readonly<Record<string, unknown>>;
}
