import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import {
  addPerson,
  type ConnectedTerminal,
  connectAgain,
  connectNew,
  profileOf,
} from '../harness/people.js';
import { useProfile } from '../harness/profiles.js';
import { System } from '../harness/system.js';
import { RpcError } from '../harness/terminal.js';

const DISK = '64m';
const FILLER_BYTES = 1024 * 1024;
const FILLERS_MAX = 64;
/** Mounting a small disk needs root; a continuous build has it and may not do without. */
const mayMount = process.getuid?.() === 0 || process.env['CI'] === 'true';

(mayMount ? describe : describe.skip)(
  'a full disk under the engine (needs root to mount one)',
  () => {
    let disk: string;
    let system: System;
    let one: ConnectedTerminal;

    beforeAll(async () => {
      disk = await mkdtemp(join(tmpdir(), 'liaison-disk-'));
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK}`, 'tmpfs', disk]);
      system = await System.start({ data: disk });
      one = await connectNew(system, await addPerson(system, 'alice'));
      await useProfile(one.terminal, profileOf());
    });
    afterAll(async () => {
      await system.stop();
      execFileSync('umount', [disk]);
      await rm(disk, { recursive: true, force: true });
    });

    /** What a command came to; a gateway whose lease could not be renewed has closed the line. */
    const outcome = (method: string, params: object): Promise<string> =>
      one.terminal.call(method, params).then(
        () => 'accepted',
        (error: unknown) => (error instanceof RpcError ? error.refusal : 'closed'),
      );

    it('gives typed answers while it lasts, and goes on once the engine has room and is started again', async () => {
      const fillers = await fill(disk);
      const answers = new Set<string>();
      for (let round = 0; round < 3; round++) {
        answers.add(await outcome('mode.activate', { mode: 'office' }));
        answers.add(await outcome('mode.clear', {}));
      }
      for (const answer of answers) {
        expect(['accepted', 'unavailable', 'outcome-unknown', 'closed']).toContain(answer);
      }
      if (answers.has('closed')) {
        expect(one.terminal.notes.at(-1)).toMatchObject({ method: 'closing' });
      }
      for (const box of ['auth', 'access-monitor', 'availability', 'gateway'] as const) {
        expect(system.box(box).child.exitCode).toBeNull();
      }

      for (const filler of fillers) await rm(filler);
      // nats-server switches JetStream off when its disk is full, until it is started again.
      await system.engine.signal('SIGTERM');
      await system.startEngine();
      await until('a terminal is served again', () => served(system, one), 90_000);
    }, 300_000);
  },
);

/** Comes back, if it must, and has a command accepted. */
async function served(system: System, one: ConnectedTerminal): Promise<boolean> {
  try {
    const again = await connectAgain(system, one);
    await again.terminal.call('mode.activate', { mode: 'office' });
    await again.terminal.close();
    return true;
  } catch {
    return false;
  }
}

/** Fills a disk to the last block; answers the files that did it. */
async function fill(disk: string): Promise<string[]> {
  const files: string[] = [];
  for (let i = 0; i < FILLERS_MAX; i++) {
    const file = join(disk, `filler-${i}`);
    files.push(file);
    const full = await writeFile(file, Buffer.alloc(FILLER_BYTES)).then(
      () => false,
      (error: NodeJS.ErrnoException) => error.code === 'ENOSPC',
    );
    if (full) return files;
  }
  throw new Error('the disk does not fill');
}
