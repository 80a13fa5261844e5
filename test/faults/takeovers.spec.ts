import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { quiet, until } from '../harness/await.js';
import { patientEngine } from '../harness/engine.js';
import { Load } from '../harness/load.js';
import { owned, ownsAll } from '../harness/owners.js';
import { type Program, isAlive, isStopped } from '../harness/processes.js';
import { System } from '../harness/system.js';
import { Fault } from './figures.js';
import { Audit } from './invariants.js';

const FROZEN_MS = 15_000;
/** Past the lease of a replica, 4 s. */
const PAST_LEASE_MS = 6_000;
/** Of two who take commands one is frozen: every other question meets it, so many are asked. */
const IMPATIENT_MS = 1_000;

let system: System;
let load: Load;
let audit: Audit;
beforeAll(async () => {
  system = await System.start({ replicas: { availability: 2, gateway: 2 } });
  load = await Load.begin(system);
  audit = new Audit(system, load);
}, 120_000);
beforeEach(async () => {
  load.goOn();
  while (replicas().length < 2) await system.startBox('availability');
}, 60_000);
afterAll(async () => {
  await load?.stop();
  await system?.stop();
}, 60_000);

const replicas = (): Program[] => (system.boxes.get('availability') ?? []).filter(isAlive);

/** Waits until every living replica has a share, so that each is an owner who can be lost. */
async function shared(): Promise<void> {
  await until('every replica has its share', async () => {
    const shares = await Promise.all(replicas().map(owned));
    return shares.every((share) => share > 0) && shares.reduce((sum, share) => sum + share) === 16;
  });
}

async function ends(fault: Fault, mustOccur: Parameters<Fault['report']>[0]): Promise<void> {
  await load.steady();
  await load.rest();
  await audit.everythingHolds();
  await fault.report(mustOccur);
}

it('an owner of partitions is killed: the other takes them over', async () => {
  await shared();
  const [lost, left] = replicas();
  const fault = await Fault.next('kill -9 of an owner of partitions', system, load);
  await lost?.signal('SIGKILL');
  await ownsAll(left!);
  await ends(fault, ['factsAfter', 'takeovers']);
}, 120_000);

it('an owner is frozen for 15 s and goes on: it writes nothing stale', async () => {
  await shared();
  const [frozen, left] = replicas();
  const fault = await Fault.next('an owner frozen for 15 s', system, load);
  await frozen?.signal('SIGSTOP');
  const over = quiet(FROZEN_MS);
  await ownsAll(left!);
  // Time is the fault here.
  await over;
  await frozen?.signal('SIGCONT');
  await shared();
  // The engine has cut it off meanwhile, so whether a write of its got through is chance.
  await ends(fault, ['factsAfter', 'takeovers']);
}, 120_000);

it('an owner is frozen between its last look at the lease and a write: it is refused', async () => {
  await patientEngine(system);
  await replicas()[0]?.signal('SIGTERM');
  const [left] = replicas();
  const fault = await Fault.next('an owner frozen past its lease before a write', system, load);
  const frozen = await system.startBox('availability', {
    LIAISON_CRASH_AT: 'before-state:500:freeze',
  });
  await until('it is frozen', () => isStopped(frozen));
  const over = quiet(PAST_LEASE_MS);
  await ownsAll(left!);
  await over;
  // At rest, what it writes next would be the last that is written of that user.
  const { patienceMs } = load;
  load.patienceMs = IMPATIENT_MS;
  await load.rest();
  load.patienceMs = patienceMs;
  await frozen.signal('SIGCONT');
  await shared();
  await audit.everythingHolds();
  load.goOn();
  expect(frozen.lines.some((line) => line.includes('"crash-point"'))).toBe(true);
  await ends(fault, ['factsAfter', 'takeovers', 'staleWritesRefused']);
}, 120_000);
