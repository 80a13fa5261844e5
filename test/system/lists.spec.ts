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
import { caughtUp, replaceProfile, toldOwnMode, useProfile } from '../harness/profiles.js';
import { System } from '../harness/system.js';
import type { Note, Terminal } from '../harness/terminal.js';

const CONTACTS_MAX = 1_000;

let system: System;
beforeAll(async () => {
  system = await System.start({ replicas: { gateway: 2 } });
});
afterAll(async () => system?.stop());

const away = modeOf('away', 2, { availability: { state: 'not-available' } });
const modes = [modeOf('office', 1), away];

/** Somebody whose terminal is connected and who may be seen by everyone. */
async function somebody(
  name: string,
): Promise<ConnectedTerminal & { readonly user: string; readonly person: Person }> {
  const person = await addPerson(system, name);
  const terminal = await connectNew(system, person);
  await useProfile(terminal.terminal, profileOf({ modes }));
  return { ...terminal, user: person.user, person };
}

const isSnapshot = ({ method }: Note): boolean => method === 'snapshot';
const deltasOf = (notes: readonly Note[]): unknown[] =>
  notes.filter(({ method }) => method === 'connectability').map(({ params }) => params);

it('a list of 1,000 contacts is shown whole and in its order, then changes alone', async () => {
  const there = [];
  for (let n = 0; n < 5; n++) there.push(await somebody('contact'));
  // Nobody has the other ids; the list asks for no more than that they could be somebody's.
  const contacts = Array.from({ length: CONTACTS_MAX }, (_, n) => `nobody-${n}`);
  for (const [n, { user }] of there.entries()) contacts[n * 249] = user;
  const alice = await addPerson(system, 'alice');
  const { terminal, ...enrolled } = await connectNew(system, alice, { gateway: 1 });
  const shown = terminal.next(isSnapshot);
  await useProfile(terminal, profileOf({ contacts }));
  const expected = contacts.map((user) => [
    user,
    user.startsWith('nobody') ? 'unknown' : 'connectable',
  ]);
  expect((await shown).params['contacts']).toEqual(expected);

  const from = terminal.notes.length;
  for (const contact of there) await contact.terminal.call('mode.activate', { mode: 'away' });
  for (const { user } of there) await terminal.shows(user, 'not-connectable');
  expect(deltasOf(terminal.notes.slice(from))).toHaveLength(there.length);
  // Another terminal sees the same from its first message on.
  const again = await connectAgain(system, enrolled);
  expect(again.terminal.screen.size).toBe(CONTACTS_MAX);
  expect(Object.fromEntries(again.terminal.screen)).toEqual(Object.fromEntries(terminal.screen));
});

it('a list of more than 1,000 contacts is refused, and says where', async () => {
  const { terminal } = await connectNew(system, await addPerson(system, 'alice'));
  const contacts = Array.from({ length: CONTACTS_MAX + 1 }, (_, n) => `nobody-${n}`);
  const { refusal, data } = await terminal.refused('profile.upload', {
    profile: profileOf({ contacts }),
  });
  expect(refusal).toBe('invalid-profile');
  expect(JSON.stringify(data)).toContain('/contacts');
});

it('a list of no contacts is an empty snapshot, and silence', async () => {
  const [alice, bob] = [await addPerson(system, 'alice'), await somebody('bob')];
  const { terminal } = await connectNew(system, alice);
  expect(terminal.notesOf('snapshot').map(({ params }) => params['contacts'])).toEqual([[]]);
  await useProfile(terminal, profileOf({ contacts: [bob.user] }));
  await terminal.shows(bob.user, 'connectable');
  const empty = terminal.next(isSnapshot);
  await replaceProfile(terminal, profileOf({ contacts: [], modes }));
  expect((await empty).params['contacts']).toEqual([]);
  const from = terminal.notes.length;
  await bob.terminal.call('mode.activate', { mode: 'away' });
  await bob.terminal.call('mode.clear');
  // What comes next is about alice herself.
  await terminal.call('mode.activate', { mode: 'away' });
  await toldOwnMode(terminal, 'away');
  expect(deltasOf(terminal.notes.slice(from))).toEqual([]);
});

it('a switch of the profile is one snapshot, then nothing but the new list', async () => {
  const [bob, carol, alice] = [
    await somebody('bob'),
    await somebody('carol'),
    await addPerson(system, 'alice'),
  ];
  const lists = { work: [bob.user], home: [carol.user], both: [carol.user, bob.user] };
  const { terminal } = await connectNew(system, alice, { gateway: 1 });
  for (const [profile, contacts] of Object.entries(lists)) {
    await terminal.call('profile.upload', { profile: profileOf({ profile, contacts }) });
  }
  const from = terminal.notes.length;
  const over = new AbortController();
  const restless = async (who: Terminal): Promise<void> => {
    while (!over.signal.aborted) {
      await who.call('mode.activate', { mode: 'away' });
      await who.call('mode.clear');
      await caughtUp(who);
    }
  };
  const changing = [bob, carol].map((who) => restless(who.terminal));
  const switches = ['work', 'home', 'both', 'home', 'work', 'both', 'work', 'home'] as const;
  for (const profile of switches) {
    const shown = terminal.next(isSnapshot);
    await terminal.call('profile.activate', { profile });
    await shown;
    // Until somebody of the new list has changed.
    await terminal.next(({ method }) => method === 'connectability');
  }
  over.abort();
  await Promise.all(changing);

  const notes = terminal.notes.slice(from);
  const starts = notes.flatMap((note, index) => (isSnapshot(note) ? [index] : []));
  expect(starts).toHaveLength(switches.length);
  for (const [index, profile] of switches.entries()) {
    const told = notes.slice(starts[index], starts[index + 1]);
    const contacts = told[0]?.params['contacts'] as [string, string][];
    expect(contacts.map(([user]) => user)).toEqual(lists[profile]);
    const deltas = deltasOf(told) as { user: string; n: number }[];
    expect(deltas.filter(({ user }) => !lists[profile].some((one) => one === user))).toEqual([]);
    expect(deltas.map(({ n }) => n)).toEqual(deltas.map((_, place) => place + 1));
  }
});

type Target = Awaited<ReturnType<typeof somebody>>;
const hidden = modeOf('hidden', 3, { availability: { state: 'unknown' } });

/** What makes a viewer lose sight of somebody. */
const causes: Record<string, (target: Target, viewer: string) => Promise<unknown>> = {
  'is blocked': ({ terminal }, user) => terminal.call('contact.block', { user }),
  'is excepted by an edit': ({ terminal }, viewer) =>
    replaceProfile(
      terminal,
      profileOf({ modes: modes.map((mode) => ({ ...mode, audience: { except: [viewer] } })) }),
    ),
  'is hidden from by a mode': async ({ terminal }) => {
    await replaceProfile(terminal, profileOf({ modes: [...modes, hidden] }));
    await terminal.call('mode.activate', { mode: 'hidden' });
    await toldOwnMode(terminal, 'hidden');
  },
  'sees the profile deactivated': async ({ terminal }) => {
    await terminal.call('profile.deactivate', { profile: 'work' });
    await toldOwnMode(terminal, undefined);
  },
  'sees the user erased': async ({ user, terminal }) => {
    await system.command('auth', 'user.erase', { user });
    await terminal.closed;
  },
};

/** What a target does later, as a viewer with sight would be told of it. */
async function liveOn({ terminal, ...enrolled }: Target): Promise<void> {
  if (!terminal.isOpen) return;
  const mode = terminal.own()['mode'];
  await terminal.call('terminal.disconnect');
  const again = await connectAgain(system, enrolled, 1);
  // A mode that shows them again is no life in hiding.
  if (mode !== 'office') return;
  await again.terminal.call('mode.activate', { mode: 'away' });
  await again.terminal.call('mode.clear');
  await toldOwnMode(again.terminal, 'office');
}

it('who loses sight is told `unknown` once, the same for every cause, then nothing', async () => {
  const [alice, last] = [await addPerson(system, 'alice'), await somebody('last')];
  const targets = new Map<string, Target>();
  for (const cause of Object.keys(causes)) targets.set(cause, await somebody('target'));
  const contacts = [...targets.values(), last].map(({ user }) => user);
  const { terminal } = await connectNew(system, alice, { gateway: 1 });
  await useProfile(terminal, profileOf({ contacts }));
  for (const user of contacts) await terminal.shows(user, 'connectable');

  const from = terminal.frames.length;
  for (const [cause, lose] of Object.entries(causes)) {
    const target = targets.get(cause) as Target;
    await lose(target, alice.user);
    await terminal.shows(target.user, 'unknown');
    await liveOn(target);
  }
  await last.terminal.call('mode.activate', { mode: 'away' });
  await terminal.shows(last.user, 'not-connectable');
  const frames = terminal.frames.slice(from).filter((frame) => frame.includes('connectability"'));
  const unknown = [...targets.values()].map(
    ({ user }, index) =>
      `{"jsonrpc":"2.0","method":"connectability","params":{"user":"${user}","state":"unknown","n":${index + 1}}}`,
  );
  expect(frames.slice(0, -1)).toEqual(
    unknown.map((frame, index) => withCount(frame, frames, index)),
  );
  expect(frames).toHaveLength(targets.size + 1);
});

/** The count goes on from what the terminal had been told before. */
function withCount(frame: string, frames: readonly string[], index: number): string {
  const first = Number(/"n":(\d+)/.exec(frames[0] ?? '')?.[1]);
  return frame.replace(/"n":\d+/, `"n":${first + index}`);
}
