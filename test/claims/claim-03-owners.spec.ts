import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { brokenLines, stateFaults } from '../faults/invariants.js';
import { until } from '../harness/await.js';
import { minuteComesIn, nextMinute, shiftedBy, stopBox, untilShown } from '../harness/clock.js';
import { patientEngine } from '../harness/engine.js';
import { allStates, historyOf, partitionOf, wholeLog } from '../harness/log.js';
import { scraped } from '../harness/metrics.js';
import { BoxOpener } from '../harness/opened.js';
import { ownsAll, ownersOf, sharedAndStored } from '../harness/owners.js';
import {
  type ConnectedTerminal,
  type Person,
  addPerson,
  connectAgain,
  connectNew,
  modeOf,
  profileOf,
} from '../harness/people.js';
import { type Program, isStopped } from '../harness/processes.js';
import { caughtUp, useProfile } from '../harness/profiles.js';
import { System } from '../harness/system.js';
import type { Terminal } from '../harness/terminal.js';
import { ReferenceWorld } from '../model/reference.js';

const PERIODS_CHANGED = 'liaison.profile.periods-changed.v1';
/** Until all who take part are there, and from then until the owners are as they are wanted. */
const SETUP_MS = 70_000;
const LEAST_MS = 35_000;
/** So long before the boundary one owner falls asleep. */
const ASLEEP_MS = 1_500;
const FROZEN_WITHIN_MS = 60_000;
/** So long a mode holds that ends while its owners are restarted. */
const HELD_MS = 10_000;
const USERS_MAX = 100;

/** Owners of partitions, by what befalls them at the boundary, and how. */
const fates: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  asleep: {},
  appending: { LIAISON_CRASH_AT: 'before-append:1:freeze' },
  telling: { LIAISON_CRASH_AT: 'before-state:1:freeze' },
  awake: {},
};
const frozen = ['asleep', 'appending', 'telling'] as const;

let offsetMs: number;
let system: System;
const replicas = new Map<string, Program>();
/** One user in a partition of each owner. */
const users = new Map<string, Person & { phone: ConnectedTerminal }>();
let viewer: Terminal;

const everyone = () => [...users.values()];
const url = (name: string): string => String(replicas.get(name)!.ready['url']);
const states = (user: string): unknown[] =>
  viewer
    .notesOf('connectability')
    .filter(({ params }) => params['user'] === user)
    .map(({ params }) => params['state']);
const toldSoFar = () => new Map(everyone().map(({ user }) => [user, states(user).length]));
const allShow = (state: string) =>
  Promise.all(everyone().map(({ user }) => viewer.shows(user, state, 60_000)));

async function boundariesOf({ user }: Person): Promise<unknown[]> {
  const facts = await historyOf(system, `profile.${user}`);
  return facts.filter(({ type }) => type === PERIODS_CHANGED).map((f) => f.data?.['effectiveAt']);
}

async function start(name: string, env: Readonly<Record<string, string>> = {}): Promise<void> {
  replicas.set(name, await system.startBox('availability', { LIAISON_REPLICA: name, ...env }));
}

/** Log, STATE and what the reference model folds the one to are at one. */
async function logHolds(): Promise<void> {
  const facts = await wholeLog(system);
  const opener = await BoxOpener.of(system);
  const world = new ReferenceWorld();
  for (const fact of facts) world.fold(opener.open(fact));
  expect(brokenLines(facts)).toEqual([]);
  await until('STATE is what the log folds to', async () => {
    return stateFaults(world, await allStates(system)).length === 0;
  });
}

/** Registers people until each owner has one. */
async function findUsers(): Promise<Map<string, Person>> {
  const found = new Map<string, Person>();
  for (let n = 0; n < USERS_MAX && found.size < replicas.size; n++) {
    const person = await addPerson(system, 'owned');
    const owner = (await ownersOf(system))[await partitionOf(system, person.user)]!;
    if (!found.has(owner)) found.set(owner, person);
  }
  return found;
}

beforeAll(async () => {
  offsetMs = minuteComesIn(SETUP_MS);
  system = await System.start({ env: shiftedBy(offsetMs), replicas: { availability: 0 } });
  await patientEngine(system);
  await Promise.all(Object.keys(fates).map((name) => start(name)));
  await sharedAndStored(system, replicas);
  for (const [owner, person] of await findUsers()) {
    users.set(owner, { ...person, phone: await connectNew(system, person) });
  }
  const watcher = await addPerson(system, 'viewer');
  viewer = (await connectNew(system, watcher)).terminal;
  await useProfile(viewer, profileOf({ contacts: everyone().map(({ user }) => user) }));
}, 180_000);
afterAll(async () => system?.stop());

it('C3.3 two owners at a boundary: one asleep before it, two with its fact or its telling in hand', async () => {
  const boundaryMs = nextMinute(offsetMs, LEAST_MS);
  const at = new Date(boundaryMs).toISOString();
  const end = new Date(boundaryMs + 3_600_000).toISOString();
  const rules = [{ start: at.slice(0, 16), end: end.slice(0, 16) }];
  const home = modeOf('home', 9, { availability: { state: 'not-available' } });
  const modes = [home, modeOf('office', 1, { rules })];
  for (const { phone } of everyone()) {
    await useProfile(phone.terminal, profileOf({ zone: 'UTC', defaultMode: 'home', modes }));
  }
  await allShow('not-connectable');
  // The same owners, who now have nothing to write before the boundary.
  const before = await sharedAndStored(system, replicas);
  for (const [name, env] of Object.entries(fates)) {
    if (Object.keys(env).length === 0) continue;
    await replicas.get(name)!.signal('SIGTERM');
    await start(name, env);
  }
  expect(await sharedAndStored(system, replicas)).toEqual(before);
  const told = toldSoFar();
  expect(Date.now() + offsetMs).toBeLessThan(boundaryMs - ASLEEP_MS);

  await untilShown(boundaryMs - ASLEEP_MS, offsetMs);
  await replicas.get('asleep')!.signal('SIGSTOP');
  for (const name of frozen) {
    await until(`${name} is frozen`, () => isStopped(replicas.get(name)!), FROZEN_WITHIN_MS);
  }
  expect(Date.now() + offsetMs).toBeGreaterThanOrEqual(boundaryMs);
  await ownsAll(replicas.get('awake')!);
  await allShow('connectable');
  // Then everybody leaves, so that whatever an old owner would still tell is wrong.
  for (const { phone } of everyone()) await phone.terminal.call('terminal.disconnect');
  await allShow('not-connectable');

  for (const name of frozen) await replicas.get(name)!.signal('SIGCONT');
  // They own again what they did.
  expect(await sharedAndStored(system, replicas)).toEqual(before);
  await logHolds();
  for (const one of everyone()) one.phone = await connectAgain(system, one.phone);
  await allShow('connectable');
  await caughtUp(viewer);
  for (const person of everyone()) {
    expect(await boundariesOf(person)).toEqual([at]);
    const since = states(person.user).slice(told.get(person.user));
    expect(since).toEqual(['connectable', 'not-connectable', 'connectable']);
  }
  // What they had in hand did arrive, and was refused or known already.
  expect(await scraped(url('telling'), 'liaison_stale_writes_refused_total')).toBe(1);
  expect(await scraped(url('asleep'), 'liaison_boundaries_total')).toBe(0);
  expect(await scraped(url('appending'), 'liaison_boundaries_total')).toBe(0);
}, 300_000);

it('C3.3 all owners are ended at a boundary, two in order and two with -9, and others start', async () => {
  const endMs = Date.now() + offsetMs + HELD_MS;
  const end = new Date(endMs).toISOString();
  for (const { phone } of everyone()) {
    await phone.terminal.call('mode.activate', { mode: 'home', until: end });
  }
  await allShow('not-connectable');
  const told = toldSoFar();
  const before = await Promise.all(everyone().map(boundariesOf));
  expect(Date.now() + offsetMs).toBeLessThan(endMs);

  await untilShown(endMs, offsetMs);
  const killed = ['awake', 'asleep'].map((name) => replicas.get(name)!.signal('SIGKILL'));
  await Promise.all([...killed, stopBox(system, 'availability')]);
  replicas.clear();
  await Promise.all(['one', 'other'].map((name) => start(name)));
  await allShow('connectable');
  await sharedAndStored(system, replicas);
  await logHolds();
  await caughtUp(viewer);
  for (const [index, person] of everyone().entries()) {
    expect(await boundariesOf(person)).toEqual([...before[index]!, end]);
    expect(states(person.user).slice(told.get(person.user))).toEqual(['connectable']);
  }
}, 180_000);
