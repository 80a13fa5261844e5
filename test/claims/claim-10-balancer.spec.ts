import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { Balancer } from '../harness/balancer.js';
import { Caller } from '../harness/caller.js';
import { gatewayId, gatewayOf } from '../harness/gateways.js';
import {
  type ConnectedTerminal,
  type Person,
  addPerson,
  connectNew,
  modeOf,
  profileOf,
} from '../harness/people.js';
import { isAlive } from '../harness/processes.js';
import { useProfile } from '../harness/profiles.js';
import { NETWORKS, System } from '../harness/system.js';
import type { Terminal } from '../harness/terminal.js';

/** A dead gateway's lease ends within 10 s; its terminals are shown gone at most 2 s later. */
const LOST_WITHIN_MS = 12_000;
const ACCEPTED_BEFORE_THE_FAULT = 200;
const EACH = 4;

let system: System;
let balancer: Balancer;
let callers: Caller[] = [];
/** The gateway of those who look on stands alone; those behind the balancer are the others. */
beforeAll(async () => {
  system = await System.start({ replicas: { gateway: 3 } });
  balancer = await Balancer.to(() => {
    const behind = (system.boxes.get('gateway') ?? []).slice(1).filter(isAlive);
    return behind.map(({ ready }) => String(ready['url']));
  });
});
afterEach(async () => {
  await Promise.allSettled(callers.map((caller) => caller.stop()));
  callers = [];
});
afterAll(async () => {
  await system?.stop();
  await balancer?.stop();
});

interface Guest {
  readonly person: Person;
  readonly first: ConnectedTerminal;
  readonly comesBack: boolean;
}

const addressOf = (network: (typeof NETWORKS)[number]): string => {
  const url = `${balancer.url}/terminal`;
  return network === 'http' ? url : url.replace('http', 'ws');
};

/** Users with a terminal each behind the balancer: on both networks, some coming back, some not. */
async function guests(): Promise<Guest[]> {
  const all: Guest[] = [];
  for (let n = 0; n < EACH; n++) {
    for (const network of NETWORKS) {
      for (const comesBack of [true, false]) {
        // Takes one line, so that the turn is not each time another of the same guests'.
        if (n % 2 === 1) await fetch(`${balancer.url}/schemas`);
        const person = await addPerson(system, comesBack ? 'back' : 'gone');
        const first = await connectNew(system, person, { url: addressOf(network) });
        const modes = [modeOf('office', 1), modeOf('desk', 2)];
        await useProfile(first.terminal, profileOf({ modes }));
        all.push({ person, first, comesBack });
      }
    }
  }
  return all;
}

/** Somebody elsewhere who is shown all of them, on each network. */
async function watching(people: readonly Guest[]): Promise<Terminal[]> {
  const watcher = await addPerson(system, 'watcher');
  const terminals: Terminal[] = [];
  for (const network of NETWORKS) {
    terminals.push((await connectNew(system, watcher, { network })).terminal);
  }
  const contacts = people.map(({ person }) => person.user);
  await useProfile(terminals[0] as Terminal, profileOf({ contacts }));
  for (const terminal of terminals) {
    for (const user of contacts) await terminal.shows(user, 'connectable');
  }
  return terminals;
}

/** Whose terminals are connected through a gateway: users who will be lost with it, or be back. */
async function of(
  gateway: number,
  all: readonly Guest[],
): Promise<Record<'lost' | 'back', string[]>> {
  const id = gatewayId(system.box('gateway', gateway));
  const here: Guest[] = [];
  for (const guest of all) {
    const { person, first } = guest;
    const through = await gatewayOf(system, { user: person.user, terminal: first.id });
    if (through === id) here.push(guest);
  }
  const networks = here.map(({ first }) => new URL(first.terminal.line.url).protocol);
  expect(new Set(networks)).toEqual(new Set(['ws:', 'http:']));
  const users = (isBack: boolean): string[] =>
    here.filter(({ comesBack }) => comesBack === isBack).map(({ person }) => person.user);
  const [lost, back] = [users(false), users(true)];
  expect([lost.length > 0, back.length > 0]).toEqual([true, true]);
  return { lost, back };
}

it.each([
  ['one gateway', 1],
  ['the other', 2],
])(
  'C10.1 %s behind a balancer is killed under load: its terminals come back by the balancer, or are shown gone in time',
  async (_which, victim) => {
    // Where the first was killed before, another one takes its place.
    if (victim > 1) await system.startBox('gateway');
    const all = await guests();
    const { lost, back } = await of(victim, all);
    const watchers = await watching(all);
    const from = watchers.map(({ notes }) => notes.length);
    callers = all.map(({ person, first, comesBack }) => {
      const goesTo = comesBack ? first.terminal.line.url : undefined;
      return Caller.start(system, { person, first, goesTo });
    });
    const accepted = (): number => callers.reduce((sum, one) => sum + one.accepted.length, 0);
    await until('the load is on', () => accepted() >= ACCEPTED_BEFORE_THE_FAULT, 60_000);
    const killedAt = performance.now();
    await system.box('gateway', victim).signal('SIGKILL');
    for (const terminal of watchers) {
      for (const user of lost) await terminal.shows(user, 'not-connectable', 2 * LOST_WITHIN_MS);
    }
    await Promise.all(callers.map((caller) => caller.stop()));

    for (const [n, { notes }] of watchers.entries()) {
      const told = notes.slice(from[n]).filter(({ method }) => method === 'connectability');
      expect(told.map(({ params }) => String(params['user'])).toSorted()).toEqual(lost.toSorted());
      expect(Math.max(...told.map(({ at }) => at)) - killedAt).toBeLessThan(LOST_WITHIN_MS);
    }
    for (const caller of callers) {
      expect(await caller.faults()).toEqual([]);
      const life = (await caller.life()).map(({ what }) => what);
      if (lost.includes(caller.user)) expect(life).toEqual(['connected', 'lost']);
      else if (back.includes(caller.user)) expect(life).toEqual(['connected', 'connected']);
      else expect(life).toEqual(['connected']);
    }
  },
  180_000,
);
