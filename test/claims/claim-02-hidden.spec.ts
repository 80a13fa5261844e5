import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  type Person,
  addPerson,
  connectAgain,
  connectNew,
  modeOf,
  profileOf,
} from '../harness/people.js';
import { caughtUp, replaceProfile, toldOwnMode, useProfile } from '../harness/profiles.js';
import { System } from '../harness/system.js';
import { RpcError, type Terminal } from '../harness/terminal.js';

/** What is asked about strangers is answered on this grid; odd, and at most 30 questions a minute. */
const GRID_MS = 25;
const PAIRS = 13;

let system: System;
beforeAll(async () => {
  system = await System.start({ replicas: { gateway: 2 } });
});
afterAll(async () => system?.stop());

interface Someone extends Person {
  readonly terminal: Terminal;
  readonly id: string;
  readonly token: string;
  readonly refresh: string;
}

async function connected(name: string, gateway = 0): Promise<Someone> {
  const person = await addPerson(system, name);
  return { ...person, ...(await connectNew(system, person, { gateway })) };
}

async function watching(users: readonly string[]): Promise<Someone> {
  const viewer = await connected('viewer', 1);
  await useProfile(viewer.terminal, profileOf({ contacts: users }));
  return viewer;
}

const hiddenMode = modeOf('hidden', 2, { availability: { state: 'unknown' } });
const withHidden = profileOf({
  modes: [
    modeOf('office', 1),
    hiddenMode,
    modeOf('away', 3, { availability: { state: 'not-available' } }),
    modeOf('nobody', 4, { audience: { only: [] } }),
  ],
});

/** Ways of a user to show nobody anything, each from being seen by everybody. */
const ways: readonly [string, (who: Someone) => Promise<unknown>][] = [
  ['a mode of state unknown', ({ terminal }) => terminal.call('mode.activate', { mode: 'hidden' })],
  ['a mode for nobody', ({ terminal }) => terminal.call('mode.activate', { mode: 'nobody' })],
  ['no active profile', ({ terminal }) => terminal.call('profile.deactivate', { profile: 'work' })],
  [
    'an edit of the active profile',
    ({ terminal }) =>
      replaceProfile(terminal, profileOf({ modes: [hiddenMode], defaultMode: 'hidden' })),
  ],
];

/** One answer to `connectability.get`, as bytes, the request's own id and the user's replaced. */
async function bytesAbout(terminal: Terminal, user: string): Promise<string> {
  await terminal.call('connectability.get', { user });
  const frame = terminal.frames.findLast((text) => text.includes('"result"')) ?? '';
  return frame.replace(/"id":\d+/, '"id":0').replaceAll(user, 'USER');
}

for (const [way, hide] of ways) {
  it(`C2.6 ${way} hides on every way to read: change, snapshot, answer`, async () => {
    const alice = await connected('alice');
    await useProfile(alice.terminal, withHidden);
    const nobody = `nobody-${alice.user.slice(-8)}`;
    const viewer = await watching([nobody, alice.user]);
    const stranger = await connected('stranger');
    await viewer.terminal.shows(alice.user, 'connectable');
    expect(await bytesAbout(stranger.terminal, alice.user)).toContain('"state":"connectable"');

    await hide(alice);
    await viewer.terminal.shows(alice.user, 'unknown');
    const again = await connectAgain(system, viewer, 0);
    expect(again.terminal.notes[0]?.params['contacts']).toEqual([
      [nobody, 'unknown'],
      [alice.user, 'unknown'],
    ]);
    for (const { terminal } of [again, stranger]) {
      const aboutAlice = await bytesAbout(terminal, alice.user);
      expect(aboutAlice).toBe(await bytesAbout(terminal, nobody));
      expect(aboutAlice).toBe(
        '{"jsonrpc":"2.0","id":0,"result":{"user":"USER","state":"unknown"}}',
      );
    }
  });
}

it('C2.6 who loses sight is told unknown once, then nothing of what stays hidden', async () => {
  const [alice, witness] = [await connected('alice'), await connected('witness')];
  await useProfile(alice.terminal, withHidden);
  await useProfile(witness.terminal, profileOf({ contacts: [] }));
  const viewer = await watching([alice.user, witness.user]);
  await viewer.terminal.shows(alice.user, 'connectable');
  await viewer.terminal.shows(witness.user, 'connectable');
  const before = viewer.terminal.frames.length;

  await alice.terminal.call('mode.activate', { mode: 'hidden' });
  await viewer.terminal.shows(alice.user, 'unknown');
  // All of this happens behind the curtain.
  const browser = await connectNew(system, alice, { kind: 'browser', gateway: 1 });
  await alice.terminal.call('terminal.disconnect');
  await browser.terminal.call('mode.activate', { mode: 'nobody' });
  await browser.terminal.call('contact.block', { user: viewer.user });
  await browser.terminal.call('mode.activate', { mode: 'away' });
  await browser.terminal.call('profile.upload', { profile: profileOf({ profile: 'other' }) });
  await browser.terminal.call('profile.activate', { profile: 'other' });
  await browser.terminal.call('terminal.disconnect');

  await witness.terminal.call('terminal.disconnect');
  await viewer.terminal.shows(witness.user, 'not-connectable');
  await caughtUp(viewer.terminal);
  const told = viewer.terminal.frames
    .slice(before)
    .map((text) => JSON.parse(text) as { method?: string; params: Record<string, unknown> })
    .filter(({ method }) => method !== undefined)
    .map(({ params }) => [params['user'], params['state'], params['n']]);
  const first = Number(told[0]?.[2]);
  expect(told).toEqual([
    [alice.user, 'unknown', first],
    [witness.user, 'not-connectable', first + 1],
  ]);
});

it('C2.6 the owner sees their own hidden state; nobody else is told why it is what it is', async () => {
  const alice = await connected('alice');
  await useProfile(alice.terminal, withHidden);
  await alice.terminal.call('mode.activate', { mode: 'nobody' });
  await toldOwnMode(alice.terminal, 'nobody');
  expect(alice.terminal.own()).toMatchObject({ profile: 'work', mode: 'nobody' });
  const viewer = await watching([alice.user]);
  const nobody = `nobody-${alice.user.slice(-8)}`;
  for (const user of [alice.user, nobody]) {
    const explained = await viewer.terminal.call('explain', { viewer: user });
    expect(JSON.stringify(explained)).not.toContain('nobody"');
    for (const method of ['contact.block', 'contact.unblock']) {
      expect(await viewer.terminal.call(method, { user })).toEqual({ changed: true });
    }
  }
});

it('C2.6 an answer about a hidden user takes no other time than one about nobody', async () => {
  const alice = await connected('alice');
  await useProfile(alice.terminal, withHidden);
  await alice.terminal.call('mode.activate', { mode: 'hidden' });
  const { terminal } = await connected('stranger');
  const took = async (user: string): Promise<number> => {
    const began = performance.now();
    await terminal.call('connectability.get', { user });
    return performance.now() - began;
  };
  const nobody = `nobody-${alice.user.slice(-8)}`;
  // Answered on a grid of 25 ms from the arrival: never sooner than its first line. Pairs are
  // measured next to each other, each user first by turns, so that a busy machine strikes both.
  const differences: number[] = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    const order = pair % 2 === 0 ? [alice.user, nobody] : [nobody, alice.user];
    const times = new Map<string, number>();
    for (const user of order) times.set(user, await took(user));
    expect(Math.min(...times.values())).toBeGreaterThanOrEqual(GRID_MS);
    differences.push((times.get(alice.user) ?? 0) - (times.get(nobody) ?? 0));
  }
  const median = differences.toSorted((a, b) => a - b)[(PAIRS - 1) / 2] ?? GRID_MS;
  expect(Math.abs(median)).toBeLessThan(GRID_MS / 2);
});

it('C2.6 strangers are asked about 30 times a minute, through however many gateways', async () => {
  const asker = await connected('asker');
  const other = await connectNew(system, asker, { gateway: 1 });
  const lines = [asker.terminal, other.terminal];
  const ask = async (n: number): Promise<string> => {
    const asked = lines[n % 2]?.call('connectability.get', { user: `nobody-${n}` });
    return (asked as Promise<Record<string, unknown>>).then(
      ({ state }) => String(state),
      (error: unknown) => (error instanceof RpcError ? error.refusal : String(error)),
    );
  };
  const answers = await Promise.all(Array.from({ length: 32 }, (_, n) => ask(n)));
  expect(answers.filter((answer) => answer === 'unknown')).toHaveLength(30);
  expect(answers.filter((answer) => answer === 'too-many-requests')).toHaveLength(2);
});
