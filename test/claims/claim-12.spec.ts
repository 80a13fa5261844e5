import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  type ConnectedTerminal,
  type Person,
  addPerson,
  connectAgain,
  connectNew,
  modeOf,
  profileOf,
} from '../harness/people.js';
import type { Program } from '../harness/processes.js';
import { replaceProfile, toldOwnMode, useProfile } from '../harness/profiles.js';
import { Service, newService } from '../harness/service.js';
import { sees } from '../harness/sight.js';
import { type BoxName, System } from '../harness/system.js';

const BOXES: readonly BoxName[] = [
  'auth',
  'access-monitor',
  'availability',
  'service-registry',
  'notification',
  'gateway',
];
const HOUR_MS = 3_600_000;
/** A mode by hand holds so long: until what is to be seen of it was seen. */
const BY_HAND_MS = 2_000;

let system: System;
let clock: Service;
let radio: Service;
let archive: Service;
let radios: () => Promise<Service>;
beforeAll(async () => {
  system = await System.start({ services: true });
  const emits = [{ type: 'tick', about: 'nobody' }];
  clock = await Service.connect(system, await newService(system, 'clock'), { emits });
  const wants = [{ type: 'tick', from: clock.service }];
  const known = await newService(system, 'radio');
  radios = () => Service.connect(system, known, { wants, calls: ['tune'] });
  radio = await radios();
  const pulls = { wants, delivery: 'pull' };
  archive = await Service.connect(system, await newService(system, 'archive'), pulls, {
    consumes: false,
  });
});
afterAll(async () => {
  for (const service of [clock, radio, archive]) await service?.cut();
  await system?.stop();
});

const away = modeOf('away', 2, { availability: { state: 'not-available' } });
const driving = modeOf('driving', 3, {
  availability: { state: 'transfer', number: '+33140000000' },
});
const modes = [modeOf('office', 1), away, driving];

interface Cast {
  readonly alice: Person;
  readonly phone: ConnectedTerminal;
  readonly browser: ConnectedTerminal;
  readonly bob: Person;
  readonly watching: ConnectedTerminal;
}

async function cast(): Promise<Cast> {
  const [alice, bob] = [await addPerson(system, 'alice'), await addPerson(system, 'bob')];
  const watching = await connectNew(system, bob);
  await useProfile(watching.terminal, profileOf({ contacts: [alice.user] }));
  const phone = await connectNew(system, alice, { kind: 'phone' });
  const browser = await connectNew(system, alice, { kind: 'browser' });
  return { alice, phone, browser, bob, watching };
}

/** Claims 1 to 6 in short: people first, then services. */
async function play(people: Cast): Promise<void> {
  await playPeople(people);
  await playPeriods(people);
  await playServices(people);
}

/** Of claims 1, 2 and 4, from the first upload to a block. */
async function playPeople({ alice, phone, browser, bob, watching }: Cast): Promise<void> {
  const looking = { viewer: bob.user, terminal: watching.terminal, target: alice.user };
  const profile = profileOf({ modes });
  await phone.terminal.call('profile.upload', { profile });
  expect(await browser.terminal.call('profile.get', { profile: 'work' })).toMatchObject({
    profile,
  });
  await browser.terminal.call('profile.activate', { profile: 'work' });
  await toldOwnMode(phone.terminal, 'office');
  await sees(looking, 'connectable');
  await phone.terminal.call('mode.activate', { mode: 'driving' });
  await toldOwnMode(browser.terminal, 'driving');
  await sees(looking, 'in-transfer');
  await phone.terminal.call('mode.activate', { mode: 'away' });
  await sees(looking, 'not-connectable');
  await replaceProfile(
    phone.terminal,
    profileOf({ modes: [{ ...modes[0], audience: { except: [bob.user] } }, away] }),
  );
  await phone.terminal.call('mode.clear');
  await sees(looking, 'unknown');
  await replaceProfile(phone.terminal, profileOf({ modes, authorisation: 'required' }));
  await sees(looking, 'subject-to-authorisation');
  await phone.terminal.call('contact.block', { user: bob.user });
  await sees(looking, 'unknown');
  await phone.terminal.call('contact.unblock', { user: bob.user });
  await sees(looking, 'subject-to-authorisation');
}

/** A local time in UTC, to the minute. */
const local = (ms: number): string => new Date(ms).toISOString().slice(0, 16);

/** Of claim 3: a period holds with nobody acting, gives way to a mode by hand, and comes again by itself. */
async function playPeriods({ alice, phone, bob, watching }: Cast): Promise<void> {
  const looking = { viewer: bob.user, terminal: watching.terminal, target: alice.user };
  const now = Date.now();
  const rules = [{ start: local(now - HOUR_MS), end: local(now + HOUR_MS) }];
  const ruled = { zone: 'UTC', modes: [modes[0], away, { ...driving, rules }] };
  await replaceProfile(phone.terminal, profileOf(ruled));
  await sees(looking, 'in-transfer');
  const until = new Date(Date.now() + BY_HAND_MS).toISOString();
  await phone.terminal.call('mode.activate', { mode: 'office', until });
  await sees(looking, 'connectable');
  await sees(looking, 'in-transfer');
}

/** Of claims 1, 5 and 6: a call; what is pushed at once, kept while away, and fetched. */
async function playServices({ phone }: Cast): Promise<void> {
  const { service } = radio;
  await phone.terminal.call('service.activate', { service });
  const call = { service, operation: 'tune', payload: 'news' };
  expect(await phone.terminal.call('service.call', call)).toEqual({ payload: { asked: 'news' } });
  const heard = radio.heard.length;
  const ids = [await clock.emit('tick')];
  await radio.hears(heard + 1);
  expect(radio.ids().at(-1)).toBe(ids[0]);
  await radio.leave();
  ids.push(await clock.emit('tick'), await clock.emit('tick'));
  radio = await radios();
  expect(await radio.hears(2)).toEqual(ids.slice(1));
  expect((await archive.fetch(3)).map(({ id }) => id)).toEqual(ids);
}

const newest = (box: BoxName): Program => system.box(box, (system.boxes.get(box)?.length ?? 1) - 1);

async function commandOf(pid: number): Promise<string> {
  return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
}

it('C12.1 the programs of the mediation server are processes of their own', async () => {
  const pids = BOXES.map((box) => system.box(box).pid);
  expect(new Set([...pids, system.engine.pid, system.enginePid]).size).toBe(BOXES.length + 2);
  for (const [index, box] of BOXES.entries()) {
    expect(await commandOf(pids[index] ?? 0)).toContain(`apps/cli/dist/programs/${box}.js`);
  }
  expect(await commandOf(system.enginePid)).toContain('nats-server');
});

it('C12.1 they play claims 1 to 6', async () => {
  await play(await cast());
});

it.each(BOXES)('C12.1 %s is stopped and started again by itself, and they play on', async (box) => {
  const before = await cast();
  await useProfile(before.phone.terminal, profileOf({ profile: 'home', modes }));
  await sees(
    { viewer: before.bob.user, terminal: before.watching.terminal, target: before.alice.user },
    'connectable',
  );
  const others = BOXES.filter((other) => other !== box).map(newest);
  const leaving = newest(box);
  await leaving.signal('SIGTERM');
  expect(await leaving.gone).toBe(0);
  await system.startBox(box);
  const isThere = others.map(({ child }) => child.exitCode === null && child.signalCode === null);
  expect(isThere).toEqual(others.map(() => true));

  if (box !== 'gateway') return play(before);
  const gateway = (system.boxes.get('gateway')?.length ?? 1) - 1;
  const { phone, browser, watching } = before;
  await Promise.all([phone, browser, watching].map(({ terminal }) => terminal.closed));
  await play({
    ...before,
    phone: await connectAgain(system, phone, gateway),
    browser: await connectAgain(system, browser, gateway),
    watching: await connectAgain(system, watching, gateway),
  });
});
