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
import { sees } from '../harness/sight.js';
import { type BoxName, System } from '../harness/system.js';

const BOXES: readonly BoxName[] = ['auth', 'access-monitor', 'availability', 'gateway'];

let system: System;
beforeAll(async () => {
  system = await System.start({ services: true });
});
afterAll(async () => system?.stop());

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

/** Claims 1, 2 and 4 in short, from the first upload to a block. */
async function play({ alice, phone, browser, bob, watching }: Cast): Promise<void> {
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

it('C12.1 they play claims 1, 2 and 4', async () => {
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
