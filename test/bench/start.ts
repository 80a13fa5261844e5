import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CHECKOUT } from '../harness/processes.js';
import type { System } from '../harness/system.js';
import { type Row, row } from './report.js';

const run = promisify(execFile);
const LIAISON = join(CHECKOUT, 'apps', 'cli', 'bin', 'liaison.mjs');
const RUNS = 11;

/** P13: how long the command takes to start, from its call to its end; beside it Node that does nothing. */
export async function starts(system: System): Promise<Row[]> {
  const env = {
    PATH: process.env['PATH'] ?? '',
    LIAISON_NATS_URL: system.natsUrl,
    LIAISON_NATS_SEED_FILE: system.seedFile,
  };
  const figure = async (what: string, goal: string, words: readonly string[]): Promise<Row> => {
    const took: number[] = [];
    for (let turn = 0; turn < RUNS; turn++) {
      const before = performance.now();
      await run(process.execPath, words, { env });
      took.push(performance.now() - before);
    }
    return row({ id: 'P13', what, unit: 'ms', goal, by: 'time' }, took);
  };
  return [
    await figure('node that does nothing', '', ['-e', '0']),
    await figure('liaison --version', '<= 400', [LIAISON, '--version']),
    await figure('liaison --help', '<= 400', [LIAISON, '--help']),
    await figure('liaison user list, of nobody', '<= 400', [LIAISON, 'user', 'list']),
  ];
}
