import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { historyOf, logEnd, partitionOf } from '../harness/log.js';
import { type Person, addPerson, connectNew, profileOf } from '../harness/people.js';
import { type Program, isStopped } from '../harness/processes.js';
import { useProfile } from '../harness/profiles.js';
import {
  type Said,
  allStored,
  beginRebuild,
  besideOf,
  leftOfShadows,
  rowsOf,
  setOf,
  toldOf,
} from '../harness/projections.js';
import { accepted } from '../harness/service.js';
import { System } from '../harness/system.js';

const ERASED =
  '{"consents":{},"contactsRevision":0,"erased":true,"grantIds":[],"terminals":{},"v":3}';
/** All partitions but the last are built and stored: one of the three users is in one of these. */
const NEARLY_BUILT = 'after-save:16';
const HOW_FAR = /^rebuilding: \d+ %, \d+ facts, \d+\/s, \d+ s left$/;

let system: System;
let alice: Person;
let bob: Person;
let carol: Person;

beforeAll(async () => {
  system = await System.start();
  alice = await addPerson(system, 'alice');
  bob = await addPerson(system, 'bob');
  carol = await addPerson(system, 'carol');
  for (const person of [alice, bob, carol]) {
    const { terminal } = await connectNew(system, person);
    await useProfile(terminal, profileOf({ contacts: [] }));
    await terminal.close();
  }
  await allStored(system, [alice.user, bob.user, carol.user]);
});
const begun: Program[] = [];
afterEach(() => Promise.all(begun.splice(0).map((program) => program.signal('SIGKILL'))));
afterAll(() => system?.stop());

const rebuild = (flags = ''): Promise<Said> => toldOf(system, `rebuild availability ${flags}`);
const said = ({ lines }: Program): string => lines.join('\n');

/** One that stands still at a crash point. */
async function frozen(at: string, ...args: string[]): Promise<Program> {
  const program = await beginRebuild(system, args, `${at}:freeze`);
  begun.push(program);
  await until('it stands still', () => isStopped(program));
  return program;
}

async function erase({ user }: Person): Promise<void> {
  await accepted(system, 'auth', 'user.erase', { user });
  await until('the erasure is complete', async () =>
    (await historyOf(system, `account.${user}`)).some(({ type }) => type.includes('completed')),
  );
}

/** All that is left of somebody, in either set. */
async function leftOf({ user }: Person): Promise<ReadonlySet<string>> {
  const set = await setOf(system, alice.user);
  const rows = [await rowsOf(system, set, user), await rowsOf(system, besideOf(set), user)];
  return new Set(rows.flat().filter((row) => row !== ''));
}

describe('a rebuild', () => {
  it('that Ctrl-C stops says what is kept and what holds, and is gone on with', async () => {
    const set = await setOf(system, alice.user);
    const stopped = await frozen(NEARLY_BUILT);
    await stopped.signal('SIGINT');
    await stopped.signal('SIGCONT');
    expect(await stopped.gone).toBe(130);
    expect(said(stopped)).toMatch(/stopped: what held goes on to hold, and its owners go on; /);
    expect(said(stopped)).toMatch(/what was built is kept: repeat it to go on/);
    expect(await setOf(system, alice.user)).toBe(set);
    const after = await rebuild();
    expect(after).toMatchObject({ code: 0, whole: true, untaken: [] });
    expect(after.facts).toBeLessThan(await logEnd(system));
    expect(await setOf(system, alice.user)).not.toBe(set);
    expect(await leftOfShadows(system, alice.user)).toEqual([]);
  });

  it('on trial leaves nothing behind where Ctrl-C stops it', async () => {
    const stopped = await frozen('after-save:9', '--dry-run');
    expect(await leftOfShadows(system, alice.user)).not.toEqual([]);
    await stopped.signal('SIGINT');
    await stopped.signal('SIGCONT');
    expect(await stopped.gone).toBe(130);
    expect(said(stopped)).toMatch(/stopped before the end: nothing of it is left/);
    expect(await leftOfShadows(system, alice.user)).toEqual([]);
  });

  it('of another partition or projection than there are is refused', async () => {
    await expect(rebuild('--partition 16')).rejects.toThrow(
      /there is no partition 16.*from 0 to 15/s,
    );
    await expect(toldOf(system, 'rebuild nothing')).rejects.toThrow(
      /Allowed choices.*availability/s,
    );
  });

  it('is one at a time; its owner may die meanwhile, and another one takes what was built', async () => {
    const first = await frozen('after-save:9');
    await system.box('availability').signal('SIGKILL');
    system.boxes.delete('availability');
    await first.signal('SIGCONT');
    await until('it says how far it is', () => first.lines.some((line) => HOW_FAR.test(line)));
    await expect(rebuild()).rejects.toThrow(
      new RegExp(`is under way since 20.*: process ${first.pid} on `),
    );
    await system.startBox('availability');
    expect(await first.gone).toBe(0);
    expect(said(first)).not.toContain('no availability has taken');
    expect(await leftOfShadows(system, alice.user)).toEqual([]);
    expect(await toldOf(system, 'verify projections')).toMatchObject({ code: 0, differences: [] });
  });

  it('keeps nothing of a user who is erased meanwhile', async () => {
    const p = String(await partitionOf(system, carol.user));
    // Folded with her key, and not yet stored.
    const first = await frozen('before-save:1', '--partition', p);
    await erase(carol);
    expect(await leftOf(carol)).toEqual(new Set([ERASED]));
    await first.signal('SIGCONT');
    expect(await first.gone).toBe(0);
    expect([...(await leftOf(carol))].filter((row) => row !== ERASED)).toEqual([]);
    expect(await toldOf(system, 'verify projections')).toMatchObject({ code: 0, differences: [] });
  });

  it('that was killed keeps nothing of a user who is erased after it', async () => {
    const p = String(await partitionOf(system, bob.user));
    const killed = await beginRebuild(system, ['--partition', p], 'after-save:1');
    expect(await killed.gone).toBe('SIGKILL');
    const beside = besideOf(await setOf(system, bob.user));
    expect(await rowsOf(system, beside, bob.user)).toHaveLength(2);
    await erase(bob);
    expect(await leftOf(bob)).toEqual(new Set([ERASED]));
    expect(await rebuild()).toMatchObject({ code: 0, whole: true });
    expect(await toldOf(system, 'verify projections')).toMatchObject({ code: 0, differences: [] });
  });

  it('ends where the engine goes away, says so, and is gone on with when that is back', async () => {
    const first = await frozen(NEARLY_BUILT);
    process.kill(system.enginePid, 'SIGKILL');
    await system.engine.gone;
    await first.signal('SIGCONT');
    expect(await first.gone).toBe(1);
    expect(said(first)).toMatch(/see that the (engine|store) answers, then repeat it: it goes on/);
    await system.startEngine();
    const after = await until('the engine is back', () => rebuild().catch(() => undefined));
    expect(after).toMatchObject({ code: 0, whole: true });
    expect(after.facts).toBeLessThan(await logEnd(system));
  });
});
