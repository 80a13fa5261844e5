import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { Caller } from '../harness/caller.js';
import { addPerson, connectNew, modeOf, profileOf } from '../harness/people.js';
import { useProfile } from '../harness/profiles.js';
import { System } from '../harness/system.js';
import type { Note, Terminal } from '../harness/terminal.js';

/** A dead gateway's lease ends within 10 s; its terminals are shown gone at most 2 s later. */
const LOST_WITHIN_MS = 12_000;
const GROUP = 6;
const ACCEPTED_BEFORE_THE_KILL = 200;

let system: System;
let callers: Caller[] = [];
beforeAll(async () => {
  system = await System.start({ replicas: { gateway: 2 } });
});
afterEach(async () => {
  await Promise.allSettled(callers.map((caller) => caller.stop()));
  callers = [];
});
afterAll(async () => system?.stop());

interface Group {
  readonly name: string;
  readonly gateway: number;
  readonly goesTo?: number;
}

/** Users with a terminal each at one gateway, somebody at another who watches them all, then load. */
async function begin(groups: readonly Group[], watchedAt: number): Promise<Terminal> {
  const everybody = [];
  for (const { name, gateway, goesTo } of groups.flatMap((group) =>
    Array.from({ length: GROUP }, () => group),
  )) {
    const person = await addPerson(system, name);
    const first = await connectNew(system, person, { gateway });
    const modes = [modeOf('office', 1), modeOf('desk', 2)];
    await useProfile(first.terminal, profileOf({ modes }));
    everybody.push({
      person,
      first,
      goesTo: goesTo === undefined ? undefined : system.terminalUrl(goesTo),
    });
  }
  const watcher = await addPerson(system, 'watcher');
  const { terminal } = await connectNew(system, watcher, { gateway: watchedAt });
  const contacts = everybody.map(({ person }) => person.user);
  await useProfile(terminal, profileOf({ contacts }));
  for (const user of contacts) await terminal.shows(user, 'connectable');
  callers = everybody.map((options) => Caller.start(system, options));
  return terminal;
}

const called = (name: string): Caller[] =>
  callers.filter(({ user }) => user.startsWith(`${name}-`));
const accepted = (): number => callers.reduce((sum, one) => sum + one.accepted.length, 0);

/** Ends a gateway's process when the load is on; answers when, by both clocks. */
async function kill(gateway: number): Promise<{ at: number; ms: number; accepted: number }> {
  await until('the load is on', () => accepted() >= ACCEPTED_BEFORE_THE_KILL, 2 * LOST_WITHIN_MS);
  const killed = { at: performance.now(), ms: Date.now(), accepted: accepted() };
  await system.box('gateway', gateway).signal('SIGKILL');
  return killed;
}

async function livesOf(name: string): Promise<unknown[]> {
  const lives = await Promise.all(called(name).map((caller) => caller.life()));
  return lives.map((life) => life.map(({ what }) => what));
}

const all = (life: readonly string[]): (readonly string[])[] =>
  Array.from({ length: GROUP }, () => life);

/** Who is not back was shown gone in time, once; nobody else was, ever. */
async function goneInTime(told: readonly Note[], killed: { at: number; ms: number }) {
  const gone = called('gone');
  expect(new Set(told.map(({ params }) => params['user']))).toEqual(
    new Set(gone.map(({ user }) => user)),
  );
  expect(told).toHaveLength(gone.length);
  expect(Math.max(...told.map(({ at }) => at)) - killed.at).toBeLessThan(LOST_WITHIN_MS);
  const ends = (await Promise.all(gone.map((caller) => caller.life()))).map(
    (life) => life.at(-1)?.ms ?? Infinity,
  );
  expect(Math.max(...ends) - killed.ms).toBeLessThan(LOST_WITHIN_MS);
}

it.each([
  ['one gateway', 0, 1],
  ['the other', 1, 2],
])(
  'C10.1 %s is killed under load: no acknowledged request is lost, its terminals are back or gone',
  async (_which, victim, survivor) => {
    // Where the first was killed before, another one takes its place.
    if (survivor > 1) await system.startBox('gateway');
    const groups = [
      { name: 'back', gateway: victim, goesTo: survivor },
      { name: 'gone', gateway: victim },
      { name: 'elsewhere', gateway: survivor },
    ];
    const watching = await begin(groups, survivor);
    const from = watching.notes.length;
    const killed = await kill(victim);
    for (const { user } of called('gone')) {
      await watching.shows(user, 'not-connectable', 2 * LOST_WITHIN_MS);
    }
    await Promise.all(callers.map((caller) => caller.stop()));

    // The kill cut requests off, and the others' went on.
    expect(callers.flatMap(({ unanswered }) => unanswered).length).toBeGreaterThan(0);
    expect(accepted()).toBeGreaterThan(killed.accepted);
    for (const caller of callers) expect(await caller.faults()).toEqual([]);

    const told = watching.notes.slice(from).filter(({ method }) => method === 'connectability');
    await goneInTime(told, killed);
    expect(await livesOf('gone')).toEqual(all(['connected', 'lost']));
    expect(await livesOf('back')).toEqual(all(['connected', 'connected']));
    expect(await livesOf('elsewhere')).toEqual(all(['connected']));
  },
  120_000,
);
