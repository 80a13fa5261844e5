import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { nextMinute, shiftedBy, stopBox, travel, untilShown } from '../harness/clock.js';
import { type StoredFact, historyOf } from '../harness/log.js';
import {
  type ConnectedTerminal,
  type Person,
  addPerson,
  connectAgain,
  connectNew,
  modeOf,
  profileOf,
} from '../harness/people.js';
import { replaceProfile, useProfile } from '../harness/profiles.js';
import { System } from '../harness/system.js';
import { Terminal } from '../harness/terminal.js';
import { until } from '../harness/await.js';

/** When all wake again; years ahead, so that every period below is still to come. */
const AWAKE = Date.parse('2035-04-05T12:00:10.000Z');
const PERIODS_CHANGED = 'liaison.profile.periods-changed.v1';
const LEAST_MS = 3_000;

/** Zone and local times of a period, and when it begins, worked out by hand. */
const periods: Readonly<Record<string, readonly [string, string, string, string]>> = {
  'midnight, to the next day': ['Europe/Paris', '04-05T13:00', '04-05T06:00', '04-05T11:00'],
  'a gap, read with the offset before it': [
    'Europe/Paris',
    '03-25T02:30',
    '04-20T12:00',
    '03-25T01:30',
  ],
  'a gap elsewhere': ['America/New_York', '03-11T02:15', '04-09T12:00', '03-11T07:15'],
  'an overlap of half an hour, the first of two': [
    'Australia/Lord_Howe',
    '04-01T01:45',
    '04-09T12:00',
    '03-31T14:45',
  ],
};

const hidden = modeOf('hidden', 9, { availability: { state: 'unknown' } });
let system: System;
let offsetMs = 0;
let watcher: Person;
let viewer: Terminal;
const sleepers = new Map<string, Person>();
let moved: Person;
let both: Person;
let worker: Person & { phone: ConnectedTerminal };

const inYear = (text: string): string => `2035-${text}`;
const effective = (facts: readonly StoredFact[]): unknown[] =>
  facts.filter(({ type }) => type === PERIODS_CHANGED).map(({ data }) => data?.['effectiveAt']);
const boundariesOf = async ({ user }: Person): Promise<unknown[]> =>
  effective(await historyOf(system, `profile.${user}`));

async function withModes(person: Person, zone: string, ...modes: readonly object[]): Promise<void> {
  const { terminal } = await connectNew(system, person);
  const profile = profileOf({ zone, defaultMode: 'hidden', modes: [hidden, ...modes] });
  await useProfile(terminal, profile);
  await terminal.call('terminal.disconnect');
}

const ruled = (mode: string, order: number, start: string, end: string) =>
  modeOf(mode, order, { rules: [{ start: inYear(start), end: inYear(end) }] });

beforeAll(async () => {
  system = await System.start();
  for (const [name, [zone, start, end]] of Object.entries(periods)) {
    const person = await addPerson(system, 'sleeper');
    await withModes(person, zone, ruled('office', 1, start, end));
    sleepers.set(name, person);
  }
  both = await addPerson(system, 'both');
  const first = modeOf('first', 1, {
    availability: { state: 'transfer', number: '+33140000000' },
    rules: [{ start: inYear('04-03T09:00'), end: inYear('04-20T09:00') }],
  });
  await withModes(both, 'UTC', first, ruled('second', 2, '04-01T09:00', '04-20T09:00'));
  moved = await addPerson(system, 'moved');
  const { terminal } = await connectNew(system, moved);
  const office = ruled('office', 1, '04-05T09:00', '04-20T12:00');
  const there = profileOf({ zone: 'Asia/Tokyo', defaultMode: 'hidden', modes: [hidden, office] });
  await useProfile(terminal, there);
  await replaceProfile(terminal, { ...there, zone: 'Europe/Paris' });
  watcher = await addPerson(system, 'watcher');
  worker = await addPerson(system, 'worker').then(async (person) => ({
    ...person,
    phone: await connectNew(system, person),
  }));
  const screen = await connectNew(system, watcher);
  const contacts = [...sleepers.values(), both, moved, worker].map(({ user }) => user);
  await useProfile(screen.terminal, profileOf({ contacts }));

  offsetMs = AWAKE - Date.now();
  await travel(system, offsetMs);
  viewer = (await connectNew(system, watcher)).terminal;
}, 240_000);
afterAll(async () => system?.stop());

it.each(Object.entries(periods))(
  'C3.3 a period that began while nobody was there: %s',
  async (name, [, , , utc]) => {
    const person = sleepers.get(name)!;
    await viewer.shows(person.user, 'not-connectable', 30_000);
    expect(await boundariesOf(person)).toEqual([`${inYear(utc)}:00.000Z`]);
  },
);

it('C3.3 of periods that overlap the mode of the lowest order applies', async () => {
  await viewer.shows(both.user, 'in-transfer', 30_000);
  expect(await boundariesOf(both)).toEqual([`${inYear('04-03T09:00')}:00.000Z`]);
});

it('C3.3 a profile that moved to another zone follows the clock on the wall there', async () => {
  await viewer.shows(moved.user, 'not-connectable', 30_000);
  expect(await boundariesOf(moved)).toEqual([`${inYear('04-05T07:00')}:00.000Z`]);
});

it('C3.4 availability is down at the boundary, a terminal connects meanwhile', async () => {
  const phone = await connectNew(system, worker);
  const startMs = nextMinute(offsetMs, LEAST_MS);
  const at = new Date(startMs).toISOString();
  const end = new Date(startMs + 3_600_000).toISOString();
  const rules = [{ start: at.slice(0, 16), end: end.slice(0, 16) }];
  const home = modeOf('home', 9, { availability: { state: 'not-available' } });
  const modes = [home, modeOf('office', 1, { rules })];
  await useProfile(phone.terminal, profileOf({ zone: 'UTC', defaultMode: 'home', modes }));
  await phone.terminal.call('terminal.disconnect');
  await viewer.shows(worker.user, 'not-connectable');

  await stopBox(system, 'availability');
  await untilShown(startMs, offsetMs);
  const socket = await Terminal.open(system.terminalUrl());
  // It is answered once availability is there again, or refused where that takes too long.
  const connecting = socket.call('terminal.connect', { token: phone.token, terminal: phone.id });
  const subject = `terminal.${worker.user}.${phone.id}`;
  const connected = await until('the connection is recorded', async () => {
    const last = (await historyOf(system, subject)).at(-1);
    return last?.type === 'liaison.terminal.connected.v1' && last.revision > 2 && last;
  });
  expect(connected.time > at).toBe(true);
  expect(viewer.screen.get(worker.user)).toBe('not-connectable');
  // Two of them come back, and share the partitions out.
  await Promise.all([1, 2].map(() => system.startBox('availability', shiftedBy(offsetMs))));
  await connecting.catch(() => connectAgain(system, phone));
  await viewer.shows(worker.user, 'connectable', 30_000);

  const history = await historyOf(system, `profile.${worker.user}`);
  expect(effective(history)).toEqual([at]);
  const late = history.at(-1)!;
  expect(late.sequence).toBeGreaterThan(connected.sequence);
  expect(late.time > connected.time).toBe(true);
  await socket.close();
}, 120_000);

it('C3.3 whoever takes over, each boundary is written once', async () => {
  const facts = await Promise.all([...sleepers.values(), both, moved].map(boundariesOf));
  for (const instants of facts) expect(instants).toHaveLength(1);
});
