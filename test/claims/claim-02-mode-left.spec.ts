import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { minuteComesIn, nextMinute, shiftedBy, untilShown } from '../harness/clock.js';
import { eventsOf, fetched, handed, handedTo, kept } from '../harness/items.js';
import { Newsroom, type Reader } from '../harness/newsroom.js';
import { modeOf, profileOf } from '../harness/people.js';
import { caughtUp, toldOwnMode, useProfile } from '../harness/profiles.js';
import { System } from '../harness/system.js';

const HOUR_MS = 3_600_000;
/** Until the system is there and all tests before that of the boundary are over. */
const SETUP_MS = 30_000;
/** What has to be before the boundary takes so long at most. */
const LEAST_MS = 10_000;

let system: System;
let room: Newsroom;
let offsetMs: number;
beforeAll(async () => {
  offsetMs = minuteComesIn(SETUP_MS);
  system = await System.start({ services: true, env: shiftedBy(offsetMs) });
  room = await Newsroom.open(system);
});
afterAll(async () => {
  await room?.paper.leave();
  await system?.stop();
});

const newsOf = ({ user }: Reader): Promise<string> => room.emit('news', { subject: user });
const deferred = modeOf('deferred', 1, { notification: 'deferred' });
const immediate = modeOf('immediate', 9);
/** A local time in UTC, to the minute. */
const local = (ms: number): string => new Date(ms).toISOString().slice(0, 16);

/** With a profile of these modes in place of the newsroom's, in the mode that is named. */
async function readerWith(modes: readonly object[], defaultMode: string): Promise<Reader> {
  const reader = await room.reader('alice');
  const profile = profileOf({ profile: 'hours', zone: 'UTC', modes, defaultMode });
  await useProfile(reader.terminal, profile);
  return reader;
}

/** Deferred from now on, by hand. */
async function defers({ terminal }: Reader, until = 'cleared'): Promise<void> {
  await terminal.call('mode.activate', { mode: 'deferred', until });
  await toldOwnMode(terminal, 'deferred');
}

/** An event that is kept, shown by a fetch and not handed over. */
async function isKept(reader: Reader): Promise<string> {
  const event = await newsOf(reader);
  await kept(reader.terminal, 1);
  await caughtUp(reader.terminal);
  expect(handed(reader.terminal)).toEqual([]);
  return event;
}

/** What was kept is handed over, and then what comes, each once. */
async function isHandedOver(reader: Reader, event: string): Promise<void> {
  await handedTo(reader.terminal, 1);
  const next = await newsOf(reader);
  await handedTo(reader.terminal, 2);
  expect(eventsOf(handed(reader.terminal))).toEqual([event, next]);
}

it.each([
  ['profile.deactivate', { profile: 'hours' }, undefined],
  ['mode.clear', {}, 'immediate'],
] as const)(
  'C2.8 a mode left by %s: what it deferred is handed over',
  async (verb, params, mode) => {
    const reader = await readerWith([deferred, immediate], 'immediate');
    await defers(reader);
    const event = await isKept(reader);
    await reader.terminal.call(verb, params);
    await toldOwnMode(reader.terminal, mode);
    await isHandedOver(reader, event);
  },
);

it('C2.4 without an active profile events come at once, and what a mode silenced never does', async () => {
  const reader = await readerWith([modeOf('silent', 1, { notification: 'silent' })], 'silent');
  await newsOf(reader);
  await reader.terminal.call('profile.deactivate', { profile: 'hours' });
  await toldOwnMode(reader.terminal, undefined);
  const event = await newsOf(reader);
  await handedTo(reader.terminal, 1);
  expect(eventsOf(handed(reader.terminal))).toEqual([event]);
  expect(eventsOf((await fetched(reader.terminal)).items)).toEqual([event]);
});

it('C2.8 a mode that a period or its own end leaves: what is kept is handed over, or kept from then on', async () => {
  const boundaryMs = nextMinute(offsetMs, LEAST_MS);
  const till = { rules: [{ start: local(boundaryMs - HOUR_MS), end: local(boundaryMs) }] };
  const from = { rules: [{ start: local(boundaryMs), end: local(boundaryMs + HOUR_MS) }] };
  const [begins, ends, byHand, closes] = await Promise.all([
    readerWith([{ ...immediate, ...from }, deferred], 'deferred'),
    readerWith([{ ...deferred, ...till }, immediate], 'immediate'),
    readerWith([deferred, immediate], 'immediate'),
    readerWith([{ ...deferred, ...from }, immediate], 'immediate'),
  ]);
  await defers(byHand, new Date(boundaryMs).toISOString());
  const waiting = [begins, ends, byHand];
  const events: string[] = [];
  for (const reader of waiting) events.push(await isKept(reader));
  const early = await newsOf(closes);
  await handedTo(closes.terminal, 1);
  // All of this was before the boundary, or it proves nothing.
  expect(Date.now() + offsetMs).toBeLessThan(boundaryMs);

  await untilShown(boundaryMs, offsetMs);
  for (const [at, reader] of waiting.entries()) {
    await isHandedOver(reader, events[at] as string);
    expect(reader.terminal.own()['mode']).toBe('immediate');
  }
  await toldOwnMode(closes.terminal, 'deferred');
  await newsOf(closes);
  await kept(closes.terminal, 2);
  await caughtUp(closes.terminal);
  expect(eventsOf(handed(closes.terminal))).toEqual([early]);
});
