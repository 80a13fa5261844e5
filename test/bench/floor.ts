import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Program, startProgram } from '../harness/processes.js';
import { Crowd } from './crowd.js';
import type { Processes } from './measure.js';

/** The least that does the road of P2, running: three processes and everybody connected to it. */
export interface Floor {
  readonly crowd: Crowd;
  readonly processes: Processes;
}

/** Runs work with the bare road (`bare.ts`), each part a process, on an engine of its own. */
export async function onFloor<T>(
  size: number,
  degree: number,
  work: (floor: Floor) => Promise<T>,
): Promise<T> {
  const data = await mkdtemp(join(tmpdir(), 'liaison-floor-'));
  const programs: Program[] = [];
  try {
    const engine = await startProgram({
      script: 'apps/cli/dist/programs/liaison.js',
      args: ['engine', '--data', data, '--json'],
      env: { LIAISON_NATS_SERVER: process.env['LIAISON_NATS_SERVER'] ?? '' },
      readyEvent: 'engine',
    });
    programs.push(engine);
    const start = async (role: string): Promise<Program> => {
      const { url, seedFile } = engine.ready;
      const program = await startProgram({
        script: '.liaison/test/test/bench/bare.js',
        args: [role, String(url), String(seedFile), String(size), String(degree)],
        readyEvent: 'bare',
      });
      programs.unshift(program);
      return program;
    };
    const projector = await start('projector');
    const gateway = await start('gateway');
    const crowd = crowdAt(`ws://127.0.0.1:${String(gateway.ready['port'])}/terminal`, size);
    const processes = new Map([
      ['bare gateway', [gateway.pid]],
      ['bare projector', [projector.pid]],
      ['nats-server', [Number(engine.ready['pid'])]],
    ]);
    try {
      await crowd.connect();
      return await work({ crowd, processes });
    } finally {
      await crowd.close();
    }
  } finally {
    for (const program of programs) await program.signal('SIGTERM');
    await rm(data, { recursive: true, force: true });
  }
}

function nobody(): Promise<never> {
  return Promise.reject(new Error('the bare road has no commands'));
}

/** Nobody is registered there: a terminal is called as its user is. */
function crowdAt(url: string, size: number): Crowd {
  const kept = Array.from({ length: size }, (_, i) => ({ terminal: `u${i}`, refresh: '' }));
  return new Crowd({ command: nobody, terminals: [url] }, kept);
}
