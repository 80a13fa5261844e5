import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { quiet, until } from '../harness/await.js';
import { historyOf } from '../harness/log.js';
import {
  addPerson,
  type ConnectedTerminal,
  connectAgain,
  connectNew,
  modeOf,
  type Person,
  profileOf,
} from '../harness/people.js';
import { useProfile } from '../harness/profiles.js';
import { System } from '../harness/system.js';
import { uuidV7 } from '../harness/uuid.js';
import { RpcError, type Terminal } from '../harness/terminal.js';

const DISK = '64m';
const FILLER_BYTES = 1024 * 1024;
const FILLERS_MAX = 64;
/** Commands before the disk is full; while it is, until that is felt, at most, and after that. */
const BEFORE = 4;
const UNTIL_FELT_MAX = 50;
const AFTER_FELT = 4;
/** Between two requests of one terminal; they may send 20 a second. */
const PACE_MS = 60;

/** A command and what it came to: `changed`, `unchanged`, `closed`, or the code of its refusal. */
interface Sent {
  readonly command: string;
  readonly mode: string;
  readonly outcome: string;
}

/** Mounting a small disk needs root; a continuous build has it and may not do without. */
const mayMount = process.getuid?.() === 0 || process.env['CI'] === 'true';

(mayMount ? describe : describe.skip)(
  'a full disk under the engine (needs root to mount one)',
  () => {
    let disk: string;
    let system: System;
    let alice: Person;
    let one: ConnectedTerminal;
    let fillers: string[] = [];
    const sent: Sent[] = [];
    const bob = {
      user: 'bob',
      login: 'bob@example.org',
      password: 'secret of bob',
      displayName: 'Bob',
    };
    const adding = uuidV7();

    beforeAll(async () => {
      disk = await mkdtemp(join(tmpdir(), 'liaison-disk-'));
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK}`, 'tmpfs', disk]);
      system = await System.start({ data: disk });
      alice = await addPerson(system, 'alice');
      one = await connectNew(system, alice);
      await useProfile(
        one.terminal,
        profileOf({ modes: [modeOf('office', 1), modeOf('desk', 2)] }),
      );
    });
    afterAll(async () => {
      await system.stop();
      execFileSync('umount', [disk]);
      await rm(disk, { recursive: true, force: true });
    });

    /** Sends one more. */
    const send = async (): Promise<Sent> => {
      const mode = sent.length % 2 === 0 ? 'desk' : 'office';
      const done = await sendTo(one.terminal, { mode, command: uuidV7() });
      sent.push(done);
      await quiet(PACE_MS);
      return done;
    };
    const sentWith = (...outcomes: string[]): Sent[] =>
      sent.filter(({ outcome }) => outcomes.includes(outcome));
    const commandsWith = (...outcomes: string[]): string[] =>
      sentWith(...outcomes).map(({ command }) => command);
    const stored = async (): Promise<(string | undefined)[]> =>
      (await historyOf(system, `profile.${alice.user}`)).map(({ command }) => command);

    it('gives typed answers or closes the line while it lasts, and every process lives', async () => {
      for (let n = 0; n < BEFORE; n++) expect((await send()).outcome).toBe('changed');
      fillers = await fill(disk);
      let isFelt = false;
      for (let n = 0; n < UNTIL_FELT_MAX && !isFelt; n++) {
        isFelt = !['changed', 'unchanged'].includes((await send()).outcome);
      }
      expect(isFelt).toBe(true);
      for (let n = 0; n < AFTER_FELT; n++) await send();
      const typed = ['changed', 'unchanged', 'unavailable', 'outcome-unknown', 'closed'];
      expect(sent.filter(({ outcome }) => !typed.includes(outcome))).toEqual([]);
      if (commandsWith('closed').length > 0) {
        expect(one.terminal.notes.at(-1)).toMatchObject({ method: 'closing' });
      }
      const added = await system.command('auth', 'user.add', bob, adding);
      const unknown = { unknown: { command: adding } };
      expect([{ refused: { code: 'unavailable' } }, unknown]).toContainEqual(
        added.refused === undefined ? added : { refused: { code: added.refused.code } },
      );
      for (const box of ['auth', 'access-monitor', 'availability', 'gateway'] as const) {
        expect(system.box(box).child.exitCode).toBeNull();
      }
    }, 120_000);

    it('has lost nothing it accepted, once the engine has room and is started again', async () => {
      for (const filler of fillers) await rm(filler);
      // nats-server switches JetStream off when its disk is full, until it is started again.
      await system.engine.signal('SIGTERM');
      await system.startEngine();
      await until('a terminal is served again', () => served(system, one), 90_000);
      // The operator's own connection may take a moment longer than the server's.
      const log = await until('the log is read', () => stored().catch(() => undefined), 90_000);
      const inLog = (command: string): number => log.filter((one) => one === command).length;
      expect(commandsWith('changed').filter((command) => inLog(command) !== 1)).toEqual([]);
      expect(commandsWith('unavailable', 'unchanged').filter(inLog)).toEqual([]);
      process.stdout.write(`a full disk: ${JSON.stringify(countedBy(sent))}\n`);
    }, 120_000);

    it('does what nobody knows of once, when that is sent again', async () => {
      const { terminal } = await connectAgain(system, one);
      for (const { command, mode } of sentWith('closed', 'outcome-unknown')) {
        const { outcome } = await sendTo(terminal, { mode, command });
        expect(['changed', 'unchanged']).toContain(outcome);
        await quiet(PACE_MS);
      }
      expect(await system.command('auth', 'user.add', bob, adding)).toHaveProperty('accepted');
      const log = (await stored()).filter((command) => command !== undefined);
      expect(log.filter((command, at) => log.indexOf(command) !== at)).toEqual([]);
    });
  },
);

/** What a command came to; a gateway whose lease could not be renewed has closed the line. */
async function sendTo(
  terminal: Terminal,
  params: { readonly mode: string; readonly command: string },
): Promise<Sent> {
  const outcome = await terminal.call('mode.activate', params).then(
    ({ changed }) => (changed === true ? 'changed' : 'unchanged'),
    (error: unknown) => (error instanceof RpcError ? error.refusal : 'closed'),
  );
  return { ...params, outcome };
}

/** How many came to what: `{changed: 4, unavailable: 5}`. */
function countedBy(sent: readonly Sent[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { outcome } of sent) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

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
