import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { acknowledge, eventsOf, fetched, handed, handedTo, kept } from '../harness/items.js';
import { matched } from '../harness/matches.js';
import { EMITS, MODES, Newsroom, type Reader, SCHEMA } from '../harness/newsroom.js';
import { connectAgain } from '../harness/people.js';
import { caughtUp, toldOwnMode } from '../harness/profiles.js';
import { Service, accepted, newService } from '../harness/service.js';
import { System } from '../harness/system.js';
import type { Terminal } from '../harness/terminal.js';

let system: System;
let room: Newsroom;
let paper: Service;
/** A service that everybody may activate, and nobody here does but where a test says so. */
let rumours: Service;
beforeAll(async () => {
  system = await System.start({ services: true, replicas: { notification: 2, gateway: 2 } });
  room = await Newsroom.open(system);
  paper = room.paper;
  rumours = await Service.connect(system, await newService(system, 'rumours'), { emits: EMITS });
});
afterAll(async () => {
  await paper?.leave();
  await rumours?.leave();
  await system?.stop();
});

type Mode = (typeof MODES)[number];
const reader = (name: string): Promise<Reader> => room.reader(name);
const newsOf = (user: Reader): Promise<string> => room.emit('news', { subject: user.user });
const switchTo = async (terminal: Terminal, mode: Mode): Promise<void> => {
  await terminal.call('mode.activate', { mode });
  await toldOwnMode(terminal, mode);
};

/** One row: what a mode does with an item, and with it when it is left. */
interface Row {
  readonly mode: Mode;
  readonly connected: boolean;
  /** Modes that are active in between, before an immediate one. */
  readonly via: readonly Mode[];
  /** Handed over while the mode is active (at the next connect, where nobody was connected). */
  readonly now: boolean;
  /** Handed over once an immediate mode is active again. */
  readonly later: boolean;
  /** How many items are shown to wait for a fetch. */
  readonly waiting: number | undefined;
  readonly fetched: boolean;
}
const row = (mode: Mode, connected: boolean, via: readonly Mode[] = []): Row => ({
  mode,
  connected,
  via,
  now: mode === 'immediate',
  later: mode === 'deferred',
  waiting: mode === 'on-request' ? 1 : undefined,
  fetched: mode !== 'silent',
});
const TABLE: readonly Row[] = [
  ...MODES.flatMap((mode) => [row(mode, true), row(mode, false)]),
  row('immediate', true, ['deferred']),
  row('immediate', false, ['silent']),
  row('deferred', true, ['on-request', 'silent']),
  row('deferred', false, ['silent']),
  row('on-request', true, ['deferred']),
  row('silent', true, ['deferred']),
];

/** Until it is left, and in the modes it is left for: nothing but what comes now. */
async function whileActive(terminal: Terminal, row: Row, now: readonly string[]): Promise<void> {
  await handedTo(terminal, now.length);
  await kept(terminal, row.fetched ? 1 : 0);
  await until('what waits is shown', () => terminal.own()['waiting'] === row.waiting);
  for (const next of row.via) await switchTo(terminal, next);
  await caughtUp(terminal);
  expect(eventsOf(handed(terminal))).toEqual(now);
}

/** Acknowledged, it never comes again: the next connection is handed the next event alone. */
async function settledForGood(alice: Reader, terminal: Terminal): Promise<void> {
  const { items } = await fetched(terminal);
  expect(await acknowledge(terminal, items)).toEqual({});
  expect(await fetched(terminal)).toEqual({ items: [], left: 0 });
  await terminal.call('terminal.disconnect');
  const again = await connectAgain(system, alice);
  const third = await newsOf(alice);
  await handedTo(again.terminal, 1);
  expect(eventsOf(handed(again.terminal))).toEqual([third]);
  expect(again.terminal.own()['waiting']).toBeUndefined();
}

describe('C2.8 who gets which item, when, once', () => {
  it.each(TABLE)(
    'C2.8 $mode, a terminal connected: $connected, left by way of $via',
    async (row) => {
      const alice = await reader('alice');
      await switchTo(alice.terminal, row.mode);
      if (!row.connected) await alice.terminal.call('terminal.disconnect');
      const first = await newsOf(alice);
      const { terminal } = row.connected ? alice : await connectAgain(system, alice);
      const now = row.now ? [first] : [];
      await whileActive(terminal, row, now);
      await switchTo(terminal, 'immediate');
      if (row.later) await handedTo(terminal, 1);
      // What comes now comes after whatever was still to be handed over.
      const second = await newsOf(alice);
      const all = row.now || row.later ? [first, second] : [second];
      await handedTo(terminal, all.length);
      expect(eventsOf(handed(terminal))).toEqual(all);
      const { items, left } = await fetched(terminal);
      expect([eventsOf(items), left]).toEqual([row.fetched ? [first, second] : [second], 0]);
      await settledForGood(alice, terminal);
    },
  );
});

it('C2.4 the mode changes how events reach the user while it is active, on every terminal', async () => {
  const alice = await reader('alice');
  const login = { token: alice.token, kind: 'browser', label: 'Browser' };
  const { terminal: id } = await alice.terminal.call<{ terminal: string }>('terminal.enrol', login);
  const browser = await connectAgain(system, { ...alice, id }, 1);
  const both = [alice.terminal, browser.terminal];
  const one = await newsOf(alice);
  await Promise.all(both.map((terminal) => handedTo(terminal, 1)));
  await switchTo(browser.terminal, 'deferred');
  await toldOwnMode(alice.terminal, 'deferred');
  const two = [await newsOf(alice), await newsOf(alice)];
  await kept(browser.terminal, 3);
  await caughtUp(...both);
  for (const terminal of both) expect(eventsOf(handed(terminal))).toEqual([one]);
  await switchTo(browser.terminal, 'immediate');
  for (const terminal of both) {
    await handedTo(terminal, 3);
    expect(eventsOf(handed(terminal))).toEqual([one, ...two]);
  }
  // One terminal settles an item for all: a third one is handed what is left.
  await acknowledge(alice.terminal, handed(alice.terminal).slice(0, 2));
  await browser.terminal.call('terminal.disconnect');
  const back = await connectAgain(system, { ...alice, id }, 1);
  await handedTo(back.terminal, 1);
  expect(eventsOf(handed(back.terminal))).toEqual(two.slice(1));
  await acknowledge(back.terminal, handed(alice.terminal));
  expect(await fetched(back.terminal)).toEqual({ items: [], left: 0 });
});

it('C2.8 a notification that is killed loses nothing, and hands over nothing that was settled', async () => {
  const readers = await Promise.all(Array.from({ length: 6 }, () => reader('rita')));
  for (const one of readers) for (let n = 0; n < 4; n++) await newsOf(one);
  for (const { terminal } of readers) {
    await handedTo(terminal, 4);
    await acknowledge(terminal, handed(terminal).slice(1, 3));
  }
  const killed = system.box('notification', 0);
  killed.child.kill('SIGKILL');
  await killed.gone;
  for (const one of readers) await newsOf(one);
  for (const one of readers) {
    await handedTo(one.terminal, 5);
    expect(new Set(eventsOf(handed(one.terminal))).size).toBe(5);
    const [first, , , fourth, fifth] = eventsOf(handed(one.terminal));
    await one.terminal.call('terminal.disconnect');
    const { terminal } = await connectAgain(system, one);
    await handedTo(terminal, 3);
    expect(eventsOf(handed(terminal))).toEqual([first, fourth, fifth]);
    expect(eventsOf((await fetched(terminal)).items)).toEqual([first, fourth, fifth]);
  }
});

it('C11.5 a user sees the events of services open to them, and selects and drops some', async () => {
  const alice = await reader('alice');
  const { service } = paper;
  const listed = async (): Promise<unknown> =>
    (await alice.terminal.call('event.list', { service }))['items'];
  expect(await listed()).toEqual([
    { service, type: 'news', about: 'user', schema: SCHEMA, subscribed: true },
    { service, type: 'tick', about: 'nobody', subscribed: false },
  ]);
  const subscribe = (type: string, verb = 'subscribe') =>
    alice.terminal.call(`event.${verb}`, { service, type });
  await room.emit('tick');
  expect(await subscribe('tick')).toEqual({ changed: true });
  expect(await subscribe('tick')).toEqual({ changed: false });
  const wanted = await room.emit('tick');
  await handedTo(alice.terminal, 1);
  expect(await subscribe('tick', 'unsubscribe')).toEqual({ changed: true });
  await room.emit('tick');
  const last = await newsOf(alice);
  await handedTo(alice.terminal, 2);
  expect(eventsOf(handed(alice.terminal))).toEqual([wanted, last]);
  expect((await listed()) as unknown[]).toMatchObject([
    { subscribed: true },
    { subscribed: false },
  ]);
});

it('C11.5 only what an open service declares can be selected; one that is not open is as unknown', async () => {
  const alice = await reader('alice');
  const hidden = await newService(system, 'hidden');
  await accepted(system, 'service-registry', 'service.close', { service: hidden.service });
  const refusedOf = async (params: object, verb = 'subscribe'): Promise<unknown> => {
    const { data } = await alice.terminal.refused(`event.${verb}`, params);
    return data;
  };
  for (const verb of ['subscribe', 'unsubscribe']) {
    const undeclared = { service: paper.service, type: 'gossip' };
    expect(await refusedOf(undeclared, verb)).toMatchObject({ code: 'unknown-event' });
    const closed = await refusedOf({ service: hidden.service, type: 'news' }, verb);
    expect(closed).toMatchObject({ code: 'unknown-service' });
    expect(await refusedOf({ service: 'nonsense', type: 'news' }, verb)).toEqual(closed);
  }
});

it('C1.14 an interest never delivers an event about another user, or of a service not activated', async () => {
  const [alice, bob] = await Promise.all([reader('alice'), reader('bob')]);
  const { service } = rumours;
  // Bob's interest in what rumours say, which he has not activated: Alice has.
  for (const type of ['news', 'tick']) {
    await bob.terminal.call('event.subscribe', { service, type });
  }
  await alice.terminal.call('service.activate', { service });
  const hers: string[] = [];
  for (let n = 0; n < 5; n++) hers.push(await newsOf(alice));
  await rumours.emit('news', { subject: alice.user, data: {} });
  await rumours.emit('news', { subject: bob.user, data: {} });
  await rumours.emit('tick');
  await matched(system, service, 3);
  const his = await newsOf(bob);
  await handedTo(bob.terminal, 1);
  await handedTo(alice.terminal, 5);
  expect(eventsOf((await fetched(bob.terminal)).items)).toEqual([his]);
  expect(eventsOf((await fetched(alice.terminal)).items)).toEqual(hers);
});
