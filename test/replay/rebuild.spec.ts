import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import { quiet, until } from '../harness/await.js';
import { lastIn } from '../harness/engine.js';
import { typed } from '../harness/liaison.js';
import { logEnd, partitionOf } from '../harness/log.js';
import { STORE } from '../harness/mongodb.js';
import { Overhearing } from '../harness/overhear.js';
import {
  type ConnectedTerminal,
  type Person,
  addPerson,
  connectNew,
  modeOf,
  profileOf,
} from '../harness/people.js';
import { useProfile } from '../harness/profiles.js';
import { System } from '../harness/system.js';

/** What rows and checkpoints need, and what goes on however idle a system is. */
const NEEDED = [
  /^\$JS\.(API|ACK|FC|EVENT\.ADVISORY)\./,
  /^_INBOX\./,
  /^\$KV\.ROWS\.(mark\.)?availability(-2)?\.\d+/,
  /^liaison\.ckpt\.availability(-rebuild)?\.\d+$/,
  /^liaison\.leases\./,
  // A gateway asks on where no notification runs.
  /^liaison\.items\.ask\./,
];
/** What a stream hands to who reads it is no message to anybody. */
const HANDED_TO_A_READER = '$JS.ACK.';
const MODES = [
  modeOf('office', 1),
  modeOf('away', 2, { availability: { state: 'not-available' } }),
];
/** A terminal may send 20 commands a second. */
const MOVE_EVERY_MS = 60;
/** Rows are stored 2 s after what they hold. */
const STORED_WITHIN_MS = 20_000;

/** How a shell says that a command was killed. */
const KILLED = 137;

/** What `--json` says at the end, of either command. */
interface Said {
  readonly code: number;
  readonly whole: boolean;
  readonly facts: number;
  readonly rows: number;
  readonly differences: readonly { key: string; in: string; fault: string; partition: number }[];
  readonly untaken?: readonly number[];
}

let system: System;
let alice: Person;
let bob: Person;
let carol: Person;
let phone: ConnectedTerminal;
let desk: ConnectedTerminal;

beforeAll(async () => {
  system = await System.start();
  alice = await addPerson(system, 'alice');
  bob = await addPerson(system, 'bob');
  carol = await addPerson(system, 'carol');
  phone = await connectNew(system, alice);
  desk = await connectNew(system, bob);
  const others = await connectNew(system, carol);
  await useProfile(phone.terminal, profileOf({ modes: MODES, contacts: [bob.user] }));
  await useProfile(desk.terminal, profileOf({ modes: MODES, contacts: [alice.user] }));
  await useProfile(others.terminal, profileOf({ modes: MODES, contacts: [] }));
  await desk.terminal.shows(alice.user, 'connectable');
  await allStored();
});
afterAll(() => system?.stop());

function environment(): Readonly<Record<string, string>> {
  return {
    LIAISON_NATS_URL: system.natsUrl,
    LIAISON_NATS_SEED_FILE: system.seedFile,
    LIAISON_MASTER_KEY_FILE: join(system.data, 'master.key'),
    ...system.storeSettings,
  };
}

async function run(line: string, more: Readonly<Record<string, string>> = {}): Promise<Said> {
  const given = Object.entries({ ...environment(), ...more });
  const before = given.map(([name, value]) => `${name}='${value}'`).join(' ');
  const { code, out, errors } = await typed(`${before} npx liaison ${line} --json`, system.data);
  const last = out.trimEnd().split('\n').at(-1) ?? '';
  if (/^\{"event":"(verified|rebuilt)"/.test(last)) return { ...(JSON.parse(last) as Said), code };
  if (code > 0 && code !== KILLED) throw new Error(errors);
  return { code, whole: false, facts: 0, rows: 0, differences: [] };
}

const verify = (): Promise<Said> => run('verify projections');
const rebuild = (more?: Readonly<Record<string, string>>): Promise<Said> =>
  run('rebuild availability', more);

/** Until every checkpoint is at its partition's last fact. */
async function allStored(): Promise<void> {
  const users = [alice, bob, carol].map(({ user }) => user);
  const stored = async (): Promise<boolean> =>
    (await Promise.all(users.map(isThrough))).every(Boolean);
  await until('all rows are stored', stored, STORED_WITHIN_MS);
}

async function isThrough(user: string): Promise<boolean> {
  const jsm = await jetstreamManager(system.operator);
  const p = await partitionOf(system, user);
  const fact = { last_by_subj: `liaison.facts.${p}.>` };
  const checkpoint = { last_by_subj: `liaison.ckpt.availability.${p}` };
  const through = await jsm.streams.getMessage('CKPT', checkpoint);
  const end = (await jsm.streams.getMessage('FACTS', fact))?.seq ?? 0;
  return (through?.json<{ sequence: number }>().sequence ?? 0) >= end;
}

/** What somebody with an editor makes of a text. */
const edited =
  (from: string, to: string) =>
  (text: string): string => {
    if (!text.includes(from)) throw new Error(`there is no ${from} in ${text}`);
    return text.replace(from, to);
  };

/** Where a user's row lies. */
const row = async ({ user }: Person): Promise<string> =>
  `${await setOf(user)}.${await partitionOf(system, user)}.${user}`;

async function setOf(user: string): Promise<string> {
  const jsm = await jetstreamManager(system.operator);
  const last_by_subj = `liaison.ckpt.availability.${await partitionOf(system, user)}`;
  const message = await jsm.streams.getMessage('CKPT', { last_by_subj });
  return message?.json<{ rows?: string }>().rows ?? 'availability';
}

/** What there is of the set that is built, and of how far it is. */
async function leftOfShadows(): Promise<readonly string[]> {
  const jsm = await jetstreamManager(system.operator);
  const other = (await setOf(alice.user)) === 'availability' ? 'availability-2' : 'availability';
  const rows = [...(await system.store.rows(`${other}.`)).keys()];
  const filter = 'liaison.ckpt.availability-rebuild.*';
  const { state } = await jsm.streams.info('CKPT', { subjects_filter: filter });
  return [...rows, ...Object.keys(state.subjects ?? {})];
}

const framesOf = (): number => desk.terminal.notesOf('connectability').length;

const named = ({ differences }: Said): readonly string[] =>
  differences.map(({ in: where, key, fault }) => `${where} ${key} ${fault}`).toSorted();

describe('what is kept beside the log', () => {
  let told: number;
  it('is what the log comes to, row by row and byte for byte', async () => {
    const said = await verify();
    expect(said).toMatchObject({ code: 0, whole: true, differences: [] });
    expect(said.rows).toBe(6);
    expect(said.facts).toBe(await logEnd(system));
  });

  it('is named where a hand has changed it, and the exit code says so', async () => {
    told = framesOf();
    const { store } = system;
    const revision = '"contactsRevision":';
    await store.changeRow(await row(alice), edited(revision, `${revision}9`));
    await store.removeRow(await row(bob));
    const state = `liaison.state.${await partitionOf(system, carol.user)}.${carol.user}`;
    const { bytes } = await lastIn(system, 'STATE', state);
    const tells = edited('"own":"connectable"', '"own":"unknown"');
    await system.operator.request(state, tells(bytes.toString()));
    const said = await verify();
    expect(said.code).toBe(1);
    expect(named(said)).toEqual([
      `rows ${alice.user} differs`,
      `rows ${bob.user} missing`,
      `state ${carol.user} differs`,
    ]);
  });

  it('is built anew on trial: rows are named, and what held goes on to hold', async () => {
    const set = await setOf(alice.user);
    const said = await run('rebuild availability --dry-run');
    expect(said).toMatchObject({ code: 0, whole: true, rows: 6 });
    expect(named(said)).toEqual([`rows ${alice.user} differs`, `rows ${bob.user} missing`]);
    expect(await setOf(alice.user)).toBe(set);
    expect(await leftOfShadows()).toEqual([]);
  });

  it('is built anew beside its users, by an attempt that goes on where another one was killed', async () => {
    const set = await setOf(alice.user);
    const tests = { LIAISON_FOR_TESTS: 'true' };
    expect(await rebuild({ ...tests, LIAISON_CRASH_AT: 'after-save:10' })).toMatchObject({
      whole: false,
    });
    expect(await setOf(alice.user)).toBe(set);
    // The sixteen are built, and some handed over.
    const killed = await rebuild({ ...tests, LIAISON_CRASH_AT: 'after-save:20' });
    expect(killed).toMatchObject({ whole: false });
    const said = await rebuild();
    expect(said).toMatchObject({ code: 0, whole: true, untaken: [] });
    expect(said.facts).toBeLessThan(await logEnd(system));
    expect(await setOf(alice.user)).not.toBe(set);
    expect(await leftOfShadows()).toEqual([]);
    const verified = await verify();
    expect(verified).toMatchObject({ code: 0, rows: 6, differences: [] });
    expect(framesOf()).toBe(told);
    expect(desk.terminal.isOpen && phone.terminal.isOpen).toBe(true);
  });

  it('is built anew while a user moves, and loses none of it', async () => {
    const over = new AbortController();
    const rebuilding = rebuild().finally(() => over.abort());
    let moves = 0;
    for (; !over.signal.aborted || moves % 2 === 1; moves++) {
      const isAway = moves % 2 === 0;
      await phone.terminal.call('mode.activate', { mode: isAway ? 'away' : 'office' });
      await desk.terminal.shows(alice.user, isAway ? 'not-connectable' : 'connectable');
      await quiet(MOVE_EVERY_MS);
    }
    expect(await rebuilding).toMatchObject({ code: 0, whole: true, differences: [], untaken: [] });
    expect(moves).toBeGreaterThan(10);
    await allStored();
    expect(await verify()).toMatchObject({ code: 0, differences: [] });
  });

  it('is compared and built anew without a message to anybody', async () => {
    await allStored();
    const hearing = await Overhearing.begin(system);
    const sent = (): readonly string[] =>
      hearing.messages
        .filter(({ reply }) => !reply.startsWith(HANDED_TO_A_READER))
        .map(({ subject }) => subject)
        .filter((subject) => !NEEDED.some((needed) => needed.test(subject)));
    expect(await verify()).toMatchObject({ code: 0 });
    expect(await rebuild()).toMatchObject({ code: 0, whole: true, untaken: [] });
    await hearing.caughtUp();
    const hears = (head: string): boolean =>
      hearing.messages.some(({ subject }) => subject.startsWith(head));
    expect(hears('liaison.ckpt.availability.')).toBe(true);
    expect(hears('$KV.ROWS.')).toBe(STORE === 'engine');
    expect(sent()).toEqual([]);
    system.operator.publish('liaison.self.1.alice', '{}');
    await hearing.caughtUp();
    expect(sent()).toEqual(['liaison.self.1.alice']);
    await hearing.end();
  });
});
