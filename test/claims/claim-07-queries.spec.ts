import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { type Person, addPerson, connectNew, modeOf, profileOf } from '../harness/people.js';
import { useProfile } from '../harness/profiles.js';
import { type KnownService, Service, accepted, newService } from '../harness/service.js';
import { System } from '../harness/system.js';
import type { Terminal } from '../harness/terminal.js';

let system: System;
let desk: Service;
let census: Service;
beforeAll(async () => {
  system = await System.start({ services: true });
  desk = await Service.connect(system, await newService(system, 'desk'));
  const known: KnownService = await newService(system, 'census');
  const { service } = known;
  await accepted(system, 'service-registry', 'service.grant', { service, grant: 'all-users' });
  census = await Service.connect(system, known);
});
afterAll(async () => {
  await desk?.leave();
  await census?.leave();
  await system?.stop();
});

type Someone = Person & { readonly terminal: Terminal };

/** Somebody connected with a profile, the desk activated for them unless it is said otherwise. */
async function someone(
  name: string,
  changes: Record<string, unknown> = {},
  activates = true,
): Promise<Someone> {
  const person = await addPerson(system, name);
  const { terminal } = await connectNew(system, person);
  await useProfile(terminal, profileOf(changes));
  if (activates) await terminal.call('service.activate', { service: desk.service });
  return { ...person, terminal };
}

const seenAs = ({ user: viewer }: Person, user: string, by = desk) =>
  by.ask('query', { connectability: { viewer, user } });
const availability = (user: string, more: object = {}, by = desk) =>
  by.ask('query', { availability: { user, ...more } });

/** Waits until a viewer's own terminal is answered this. */
async function isTold(viewer: Someone, user: string, state: string): Promise<void> {
  await until(`${viewer.user} is told ${state}`, async () => {
    const told = await viewer.terminal.call<{ state: string }>('connectability.get', { user });
    return told.state === state;
  });
}

const hidden = modeOf('hidden', 2, { availability: { state: 'unknown' } });
const nobodys = modeOf('nobodys', 3, { audience: { only: [] } });

it('C2.6 a service sees as its user does: `unknown` hides, byte for byte as who does not exist', async () => {
  const bob = await someone('bob');
  const alice = await someone('alice', { modes: [modeOf('office', 1), hidden, nobodys] }, false);
  await isTold(bob, alice.user, 'connectable');
  expect(await seenAs(bob, alice.user)).toEqual({ user: alice.user, state: 'connectable' });
  const nobody = `nobody-${alice.user.slice(-8)}`;
  for (const mode of ['hidden', 'nobodys']) {
    await alice.terminal.call('mode.activate', { mode });
    await isTold(bob, alice.user, 'unknown');
    const about = JSON.stringify(await seenAs(bob, alice.user));
    expect(about).toBe(JSON.stringify(await seenAs(bob, nobody)).replaceAll(nobody, alice.user));
    expect(about).toBe(`{"user":"${alice.user}","state":"unknown"}`);
  }
  await alice.terminal.call('mode.clear');
  await alice.terminal.call('contact.block', { user: bob.user });
  await isTold(bob, alice.user, 'unknown');
  expect(await seenAs(bob, alice.user)).toEqual({ user: alice.user, state: 'unknown' });
});

it('C2.6 and for nobody who has not activated it, whatever it is granted', async () => {
  const bob = await someone('bob');
  const alice = await someone('alice', {}, false);
  await isTold(bob, alice.user, 'connectable');
  for (const [by, viewer] of [
    [desk, alice],
    [census, bob],
    [desk, { ...bob, user: 'nobody' }],
  ] as const) {
    expect(await seenAs(viewer, alice.user, by)).toEqual({ user: alice.user, state: 'unknown' });
  }
  await bob.terminal.call('service.deactivate', { service: desk.service });
  expect(await seenAs(bob, alice.user)).toEqual({ user: alice.user, state: 'unknown' });
});

it('C7.5 a service is told the availability by each profile, as if it were the active one, and by no audience', async () => {
  const alice = await someone('alice', { modes: [nobodys], defaultMode: 'nobodys' });
  const { user, terminal } = alice;
  const states = {
    shut: { state: 'not-available' },
    road: { state: 'transfer', number: '+33140000000' },
    dark: { state: 'unknown' },
  };
  for (const [profile, state] of Object.entries(states)) {
    const modes = [modeOf('office', 1, { availability: state })];
    await terminal.call('profile.upload', { profile: profileOf({ profile, modes }) });
  }
  const expected = { work: 'available', shut: 'not-available', road: 'transfer', dark: 'unknown' };
  for (const [active, state] of Object.entries(expected)) {
    await terminal.call('profile.activate', { profile: active });
    expect(await availability(user)).toEqual({ user, availability: state });
    for (const [profile, named] of Object.entries(expected)) {
      expect(await availability(user, { profile })).toEqual({ user, availability: named });
    }
    expect(await availability(user, {}, census)).toEqual({ user, availability: state });
  }
  expect(await availability(user, { profile: 'none' })).toEqual({ user, availability: 'unknown' });
});

it('C7.2 a service is told the availability at a past instant', async () => {
  const before = new Date().toISOString();
  const { user, terminal } = await someone('alice', { modes: [modeOf('office', 1), hidden] });
  const { at } = await terminal.call<{ at: string }>('explain', { past: 'held' });
  await terminal.call('mode.activate', { mode: 'hidden' });
  expect(await availability(user)).toEqual({ user, availability: 'unknown' });
  expect(await availability(user, { at })).toEqual({ user, availability: 'available' });
  expect(await availability(user, { at: before })).toEqual({ user, availability: 'unknown' });
});

it('C2.6 whom it may not ask about is as who does not exist: not activated, erased', async () => {
  const alice = await someone('alice', {}, false);
  const gone = await someone('gone');
  expect(await availability(gone.user)).toEqual({ user: gone.user, availability: 'available' });
  await accepted(system, 'auth', 'user.erase', { user: gone.user });
  const nobody = `nobody-${alice.user.slice(-8)}`;
  const at = new Date().toISOString();
  for (const more of [{}, { profile: 'work' }, { at }]) {
    const about = JSON.stringify(await availability(nobody, more));
    expect(about).toBe(`{"user":"${nobody}","availability":"unknown"}`);
    for (const user of [alice.user, gone.user]) {
      const told = JSON.stringify(await availability(user, more));
      expect(told).toBe(about.replaceAll(nobody, user));
    }
  }
  // Granted all users, it may ask about alice; about who is gone nobody may.
  expect(await availability(alice.user, {}, census)).toMatchObject({ availability: 'available' });
  expect(await availability(gone.user, {}, census)).toMatchObject({ availability: 'unknown' });
});
