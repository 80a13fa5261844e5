import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { startProgram } from '../harness/processes.js';
import type { System } from '../harness/system.js';
import { Crowd } from './crowd.js';
import { memoryBytes } from './measure.js';
import { type Row, row } from './report.js';
import { type Site, pidsOf } from './site.js';

/** Nothing is asked of the server so long before its memory is read. */
const SETTLE_MS = 15_000;
const MB = 1e6;
const DEGREE = 20;

/** P4 with a process each. Everybody is connected afterwards. */
export async function memoryOfProcesses(crowd: Crowd, system: System): Promise<Row[]> {
  const { before, after } = await filled(crowd, pidsOf(system));
  const id = 'P4';
  const kilobytes = (after - before) / 1000 / crowd.size;
  const whole = `all processes with ${crowd.size} terminals`;
  return [
    row({ id, what: 'a connected terminal, over all processes', unit: 'KB', goal: '<= 25' }, [
      kilobytes,
    ]),
    row({ id, what: 'all processes, nobody connected', unit: 'MB', goal: '' }, [before / MB]),
    row({ id, what: whole, unit: 'MB', goal: '<= 700' }, [after / MB]),
  ];
}

/** P4 with all apps in one process, on the same crowd. */
export function memoryOfOne(site: Site): Promise<Row[]> {
  return site.onCopy(async (data) => {
    const program = await startProgram({
      script: 'apps/cli/dist/programs/liaison.js',
      args: ['dev', '--no-example', '--json', '--data', data],
      env: { LIAISON_NATS_SERVER: process.env['LIAISON_NATS_SERVER'] ?? '' },
      readyEvent: 'ready',
    });
    const server = { terminals: [String(program.ready['terminals'])], command: noCommands };
    const crowd = new Crowd(server, site.kept);
    try {
      const { before, after } = await filled(crowd, [program.pid, ...childrenOf(program.pid)]);
      const id = 'P4';
      const each = 'a connected terminal, all apps in one process';
      const whole = `one process and nats-server with ${crowd.size} terminals`;
      return [
        row({ id, what: each, unit: 'KB', goal: '' }, [(after - before) / 1000 / crowd.size]),
        row({ id, what: whole, unit: 'MB', goal: '<= 500' }, [after / MB]),
      ];
    } finally {
      await crowd.close();
      await program.signal('SIGTERM');
    }
  });
}

const noCommands = (): Promise<never> => Promise.reject(new Error('everybody is registered'));

/** Memory of processes before and after everybody connected, bytes. */
async function filled(
  crowd: Crowd,
  pids: readonly number[],
): Promise<{ before: number; after: number }> {
  await pause(SETTLE_MS);
  const before = memoryBytes(pids);
  await crowd.renewTokens();
  await crowd.connect();
  await crowd.allSeen(DEGREE);
  await pause(SETTLE_MS);
  return { before, after: memoryBytes(pids) };
}

function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return text === '' ? [] : text.split(' ').map(Number);
}
