import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { partitionOf } from '../harness/log.js';
import { type Person, addPerson, connectNew, modeOf, profileOf } from '../harness/people.js';
import { caughtUp, useProfile } from '../harness/profiles.js';
import { Proxy } from '../harness/proxy.js';
import { System } from '../harness/system.js';
import type { Terminal } from '../harness/terminal.js';

const HIDDEN_WITHIN_MS = 1_000;
/** More than the engine keeps for one who does not read (64 MiB), in messages it still takes. */
const FLOOD_MESSAGES = 400;
const FLOOD_BYTES = 240 * 1024;

/** The gateways: of those who look on, and one behind a cable. */
const SOUND = 0;
const CABLED = 1;

let system: System;
let cable: Proxy;
beforeAll(async () => {
  system = await System.start();
  cable = await Proxy.to(system.natsUrl);
  await system.startBox('gateway', { LIAISON_NATS_URL: cable.url });
});
afterAll(async () => {
  await system?.stop();
  await cable?.stop();
});

interface Cast {
  readonly alice: Person & { readonly terminal: Terminal };
  /** Sees alice in every mode of hers; bob does not see her in those for the witness. */
  readonly witness: Terminal;
  /** Watch alice, and a user nobody else watches, through the cable: one terminal on each network. */
  readonly bobs: readonly Terminal[];
  readonly decoy: string;
}

async function cast(): Promise<Cast> {
  const person = await addPerson(system, 'alice');
  const { terminal } = await connectNew(system, person, { gateway: SOUND });
  const alice = { ...person, terminal };
  const decoy = (await addPerson(system, 'decoy')).user;
  const witness = await watching([alice.user], SOUND);
  const bob = await watching([alice.user, decoy], CABLED);
  const audience = { only: [witness.user] };
  const modes = [
    modeOf('office', 1),
    modeOf('hidden', 2, { audience, availability: { state: 'not-available' } }),
    modeOf('still-hidden', 3, { audience }),
  ];
  await useProfile(terminal, profileOf({ modes }));
  const overHttp = await connectNew(system, bob, { gateway: CABLED, network: 'http' });
  const bobs = [bob.terminal, overHttp.terminal];
  for (const viewer of [witness.terminal, ...bobs]) await viewer.shows(alice.user, 'connectable');
  return { alice, witness: witness.terminal, bobs, decoy };
}

async function watching(
  contacts: readonly string[],
  gateway: number,
): Promise<Person & { readonly terminal: Terminal }> {
  const person = await addPerson(system, 'viewer');
  const { terminal } = await connectNew(system, person, { gateway });
  await useProfile(terminal, profileOf({ contacts }));
  return { ...person, terminal };
}

/** She hides, which the witness sees, and bob does not yet. */
async function hidesUnseen({ alice, witness, bobs }: Cast): Promise<void> {
  await alice.terminal.call('mode.activate', { mode: 'hidden' });
  await witness.shows(alice.user, 'not-connectable');
  for (const bob of bobs) expect(bob.screen.get(alice.user)).toBe('connectable');
}

/** Bob's terminals were told in time, once, on the connections they had all along. */
async function isHiddenFromBob({ alice, bobs }: Cast, sinceMs: () => number): Promise<void> {
  await Promise.all(bobs.map((bob) => bob.shows(alice.user, 'unknown')));
  await caughtUp(...bobs);
  for (const bob of bobs) {
    const deltas = bob.notesOf('connectability');
    const told = deltas.filter(({ params }) => params['state'] === 'unknown');
    expect(told).toHaveLength(1);
    expect((told[0]?.at ?? Infinity) - sinceMs()).toBeLessThan(HIDDEN_WITHIN_MS);
    expect(bob.notesOf('closing')).toEqual([]);
  }
}

const lastLineMs = (): number => cable.madeAt.at(-1) ?? Infinity;

it('C1.15 a hide shows within 1 s after a bus reconnect', async () => {
  const there = await cast();
  const lines = cable.madeAt.length;
  cable.cut();
  await hidesUnseen(there);
  cable.heal();
  await until('the gateway is back on the bus', () => cable.madeAt.length > lines);
  await isHiddenFromBob(there, lastLineMs);
});

it('C1.15 a hide shows within 1 s after a gap in the sequence of its subject', async () => {
  const there = await cast();
  const { alice, witness } = there;
  cable.lose((subject) => subject.startsWith('liaison.live.') && subject.endsWith(alice.user));
  await hidesUnseen(there);
  await until('the gateway has missed it', () => cable.lost.length === 1);
  await caughtUp(...there.bobs);
  for (const bob of there.bobs) expect(bob.screen.get(alice.user)).toBe('connectable');

  cable.lose(undefined);
  const next = performance.now();
  await alice.terminal.call('mode.activate', { mode: 'still-hidden' });
  await witness.shows(alice.user, 'connectable');
  await isHiddenFromBob(there, () => next);
});

it('C1.15 a hide shows within 1 s after the engine has dropped the gateway as a slow consumer', async () => {
  const there = await cast();
  const lines = cable.madeAt.length;
  const gateway = system.box('gateway', CABLED);
  await gateway.signal('SIGSTOP');
  await flood(there.decoy);
  await until('the engine says so', async () => (await engineLog()).includes('Slow Consumer'));
  await hidesUnseen(there);
  await gateway.signal('SIGCONT');
  await until('the gateway is back on the bus', () => cable.madeAt.length > lines);
  await isHiddenFromBob(there, lastLineMs);
});

/** Sends more to whoever listens to this user's live state than the engine keeps for them. */
async function flood(user: string): Promise<void> {
  const subject = `liaison.live.${await partitionOf(system, user)}.${user}`;
  const junk = Buffer.alloc(FLOOD_BYTES, ' ');
  for (let sent = 0; sent < FLOOD_MESSAGES; sent++) system.operator.publish(subject, junk);
  await system.operator.flush();
}

async function engineLog(): Promise<string> {
  return readFile(join(system.data, 'engine', 'nats.log'), 'utf8');
}
