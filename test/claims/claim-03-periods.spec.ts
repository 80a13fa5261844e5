import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { minuteComesIn, nextMinute, shiftedBy } from '../harness/clock.js';
import { historyOf } from '../harness/log.js';
import { type Person, addPerson, connectNew, modeOf, profileOf } from '../harness/people.js';
import { caughtUp, toldOwnMode, useProfile } from '../harness/profiles.js';
import { System } from '../harness/system.js';
import type { Terminal } from '../harness/terminal.js';

const HOUR_MS = 3_600_000;
/** Until all who take part are there. */
const SETUP_MS = 25_000;
const LEAST_MS = 4_000;

/** A local time in UTC, to the minute. */
const local = (ms: number): string => new Date(ms).toISOString().slice(0, 16);
const from = (ms: number) => [{ start: local(ms), end: local(ms + HOUR_MS) }];
const till = (ms: number) => [{ start: local(ms - HOUR_MS), end: local(ms) }];

const hidden = { availability: { state: 'unknown' } };
const away = { availability: { state: 'not-available' } };
const busy = { availability: { state: 'transfer', number: '+33140000000' } };

/** The boundary that all of them share. */
let boundaryMs: number;
let offsetMs: number;
let system: System;
let viewer: Person & { readonly terminal: Terminal };
const owners = new Map<string, { readonly user: string; readonly terminals: Terminal[] }>();

/** What each of them has, by the boundary: modes, the default one first. */
const modesOf: Readonly<Record<string, (ms: number) => object[]>> = {
  opening: (ms) => [modeOf('home', 9, away), modeOf('office', 1, { rules: from(ms) })],
  closing: (ms) => [modeOf('home', 9, away), modeOf('office', 1, { rules: till(ms) })],
  nobody: (ms) => [modeOf('home', 9, hidden), modeOf('office', 1, { rules: from(ms) })],
  many: (ms) => [modeOf('home', 9, away), modeOf('office', 1, { rules: from(ms) })],
  adjacent: neighbours,
  byHand: neighbours,
};
const terminalsOf: Readonly<Record<string, number>> = { nobody: 0, many: 3 };

function neighbours(ms: number): object[] {
  const early = modeOf('early', 1, { ...busy, rules: till(ms) });
  return [modeOf('home', 9, away), early, modeOf('late', 2, { rules: from(ms) })];
}

beforeAll(async () => {
  offsetMs = minuteComesIn(SETUP_MS);
  system = await System.start({ replicas: { gateway: 2 }, env: shiftedBy(offsetMs) });
  const made = await Promise.all(
    Object.keys(modesOf).map(async (name) => {
      const person = await addPerson(system, name);
      const { terminal: first } = await connectNew(system, person);
      const more = Math.max((terminalsOf[name] ?? 1) - 1, 0);
      const others = Array.from({ length: more }, () => connectNew(system, person, { gateway: 1 }));
      const terminals = [first, ...(await Promise.all(others)).map(({ terminal }) => terminal)];
      return [name, { user: person.user, terminals }] as const;
    }),
  );
  for (const [name, owner] of made) owners.set(name, owner);
  const person = await addPerson(system, 'viewer');
  viewer = { ...person, terminal: (await connectNew(system, person)).terminal };
  const contacts = made.map(([, { user }]) => user);
  await useProfile(viewer.terminal, profileOf({ contacts }));
  boundaryMs = nextMinute(offsetMs, LEAST_MS);
  await Promise.all(made.map(([name, { terminals }]) => begin(name, terminals[0]!)));
  expect(Date.now() + offsetMs).toBeLessThan(boundaryMs);
}, 180_000);
afterAll(async () => system?.stop());

/** Uploads and activates; who is to be without a terminal leaves. */
async function begin(name: string, terminal: Terminal): Promise<void> {
  const modes = modesOf[name]!(boundaryMs);
  await useProfile(terminal, profileOf({ zone: 'UTC', defaultMode: 'home', modes }));
  if (name === 'byHand') await terminal.call('mode.activate', { mode: 'home' });
  if (terminalsOf[name] === 0) await terminal.call('terminal.disconnect');
}

function owner(name: string): { readonly user: string; readonly terminals: Terminal[] } {
  const found = owners.get(name);
  if (found === undefined) throw new Error(`${name} is not there`);
  return found;
}

/** What the viewer was told about somebody by changes, and how long after the boundary. */
function told(name: string): { state: unknown; lateMs: number }[] {
  const boundaryAt = performance.now() + (boundaryMs - Date.now() - offsetMs);
  return viewer.terminal
    .notesOf('connectability')
    .filter(({ params }) => params['user'] === owner(name).user)
    .map(({ params, at }) => ({ state: params['state'], lateMs: at - boundaryAt }));
}

/** The state the viewer was told last, and within a second of the boundary. */
async function changedTo(name: string, state: string): Promise<void> {
  await viewer.terminal.shows(owner(name).user, state, 90_000);
  const last = told(name).at(-1);
  expect(last?.state).toBe(state);
  expect(last?.lateMs).toBeGreaterThanOrEqual(0);
  expect(last?.lateMs).toBeLessThan(1_000);
}

it('C3.1 inside a period the mode is active without any terminal acting', async () => {
  await changedTo('opening', 'connectable');
  await toldOwnMode(owner('opening').terminals[0]!, 'office');
});

it('C3.1 outside its period it stops', async () => {
  await changedTo('closing', 'not-connectable');
  await toldOwnMode(owner('closing').terminals[0]!, 'home');
  expect(
    told('closing')
      .slice(-2)
      .map(({ state }) => state),
  ).toEqual(['connectable', 'not-connectable']);
});

it('C3.2 the boundary is pushed with no terminal of theirs connected', async () => {
  await changedTo('nobody', 'not-connectable');
});

it('C3.2 the boundary is pushed with many, and all of them are told', async () => {
  await changedTo('many', 'connectable');
  await Promise.all(owner('many').terminals.map((terminal) => toldOwnMode(terminal, 'office')));
});

it('C3.5 adjacent periods are one push, and never a state of neither', async () => {
  await changedTo('adjacent', 'connectable');
  await caughtUp(viewer.terminal);
  const states = told('adjacent').map(({ state }) => state);
  expect(states.slice(states.indexOf('in-transfer'))).toEqual(['in-transfer', 'connectable']);
});

it('C3.5 a mode by hand ends with the boundary: one fact, one push', async () => {
  await changedTo('byHand', 'connectable');
  await caughtUp(viewer.terminal);
  const after = told('byHand').filter(({ lateMs }) => lateMs >= 0);
  expect(after.map(({ state }) => state)).toEqual(['connectable']);
  const history = await historyOf(system, `profile.${owner('byHand').user}`);
  const written = history.filter(({ type }) => type === 'liaison.profile.periods-changed.v1');
  expect(written.map(({ data }) => data?.['effectiveAt'])).toEqual([
    new Date(boundaryMs).toISOString(),
  ]);
});
