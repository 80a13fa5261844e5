import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { bytesSince } from '../harness/bytes.js';
import {
  type ConnectedTerminal,
  type Person,
  addPerson,
  connectAgain,
  connectNew,
  modeOf,
  profileOf,
} from '../harness/people.js';
import { caughtUp, replaceProfile, useProfile } from '../harness/profiles.js';
import { killBoxes } from '../harness/restart.js';
import { lineFor, sees } from '../harness/sight.js';
import { System } from '../harness/system.js';
import type { Terminal } from '../harness/terminal.js';

/** A grant that ends by itself lasts so long. */
const GRANT_MS = 1_500;
/** What is pushed at an instant comes within so long. */
const PUSH_MS = 1_000;
/** All processes end and begin. */
const RESTART_WITHIN_MS = 300_000;

let system: System;
beforeAll(async () => {
  system = await System.start({ replicas: { gateway: 2 } });
});
afterAll(async () => system?.stop());

interface Someone extends Person, ConnectedTerminal {}

const modes = [
  modeOf('office', 1),
  modeOf('away', 2, { availability: { state: 'not-available' } }),
  modeOf('driving', 3, { availability: { state: 'transfer', number: '+33140000000' } }),
];
const guarded = profileOf({ modes, authorisation: 'required' });
const LOCKED = 'subject-to-authorisation';

async function connected(name: string, profile = profileOf(), gateway = 0): Promise<Someone> {
  const person = await addPerson(system, name);
  const someone = { ...person, ...(await connectNew(system, person, { gateway })) };
  await useProfile(someone.terminal, profile);
  return someone;
}

/** Somebody at the other gateway who has these in their list. */
const watching = (...contacts: readonly Person[]): Promise<Someone> =>
  connected('viewer', profileOf({ contacts: contacts.map(({ user }) => user) }), 1);

const decide = (owner: Someone, verb: string, { user }: Person, more: object = {}) =>
  owner.terminal.call(`authorisation.${verb}`, { user, ...more });
const ask = (viewer: Someone, { user }: Person) =>
  viewer.terminal.call('authorisation.ask', { user });
const looking = (viewer: Someone, target: Someone) => ({
  viewer: viewer.user,
  terminal: viewer.terminal,
  target: target.user,
});
/** Waits for the push that this user asks. */
const askedBy = (terminal: Terminal, { user }: Person) =>
  terminal.next(
    ({ method, params }) => method === 'authorisation.asked' && params['user'] === user,
    15_000,
    0,
  );
const pendingOf = ({ terminal }: ConnectedTerminal): unknown =>
  terminal.notesOf('snapshot').at(-1)?.params['pending'];
const statesOf = async ({ terminal }: ConnectedTerminal): Promise<unknown[]> => {
  const { items } = await terminal.call<{ items: { user: string; state: string }[] }>(
    'authorisation.list',
  );
  return items.map(({ user, state }) => [user, state]);
};

it('C4.6 a request is pushed to every terminal of the owner; one who is away finds it later', async () => {
  const alice = await connected('alice', guarded);
  const phone = await connectNew(system, alice, { kind: 'phone', gateway: 1 });
  const [bob, carol, dan] = [await watching(alice), await watching(alice), await watching(alice)];
  await alice.terminal.call('contact.block', { user: dan.user });
  expect(await ask(bob, alice)).toEqual({});
  await Promise.all([alice, phone].map(({ terminal }) => askedBy(terminal, bob)));
  for (const { terminal } of [alice, phone]) await terminal.call('terminal.disconnect');
  for (const asker of [dan, carol]) expect(await ask(asker, alice)).toEqual({});

  const again = await connectAgain(system, alice, 1);
  expect(pendingOf(again)).toEqual([bob.user, carol.user]);
  expect(await statesOf(again)).toEqual([
    [bob.user, 'pending'],
    [carol.user, 'pending'],
    [dan.user, 'blocked'],
  ]);
  await again.terminal.call('authorisation.deny', { user: bob.user });
  expect(await bob.terminal.call('authorisation.retract', { user: alice.user })).toEqual({});
  expect(await carol.terminal.call('authorisation.retract', { user: alice.user })).toEqual({});
  expect(pendingOf(await connectAgain(system, alice))).toEqual([]);
  expect(await statesOf(bob)).toEqual([]);
});

it('C4.6 an asker is told of their own limits alone, through whichever gateway', async () => {
  const [alice, bob] = [await connected('alice', guarded), await watching()];
  const other = await connectNew(system, bob);
  expect(await ask(bob, alice)).toEqual({});
  await decide(alice, 'deny', bob);
  const refused = await other.terminal.refused('authorisation.ask', { user: alice.user });
  expect(refused.refusal).toBe('too-many-requests');
  const targets = Array.from({ length: 22 }, (_, n) => `nobody-${n}`);
  const lines = [bob.terminal, other.terminal];
  const answers = await Promise.all(
    targets.map((user, n) =>
      (lines[n % 2] as Terminal).call('authorisation.ask', { user }).then(
        () => 'taken',
        (error: unknown) => String(error),
      ),
    ),
  );
  expect(answers.filter((answer) => answer === 'taken')).toHaveLength(19);
  expect(answers.filter((answer) => answer.includes('too-many-requests'))).toHaveLength(3);
});

it('C4.3 a grant opens what modes say; withdrawn, denied, blocked or ended it closes at once', async () => {
  const alice = await connected('alice', guarded);
  const bob = await watching(alice);
  const view = looking(bob, alice);
  await sees(view, LOCKED);
  await decide(alice, 'grant', bob);
  await sees(view, 'connectable');
  expect(await lineFor(system, view)).toEqual({ line: 8, state: 'connectable' });
  await alice.terminal.call('mode.activate', { mode: 'driving' });
  await sees(view, 'in-transfer');
  await decide(alice, 'withdraw', bob);
  await sees(view, LOCKED);
  await decide(alice, 'grant', bob);
  await sees(view, 'in-transfer');
  await alice.terminal.call('contact.block', { user: bob.user });
  await sees(view, 'unknown');
  await alice.terminal.call('contact.unblock', { user: bob.user });
  await sees(view, 'in-transfer');
  await decide(alice, 'deny', bob);
  await sees(view, LOCKED);

  const expires = new Date(Date.now() + GRANT_MS).toISOString();
  await decide(alice, 'grant', bob, { expires });
  await sees(view, 'in-transfer');
  const ended = bob.terminal.next(({ params }) => params['state'] === LOCKED);
  await alice.terminal.call('terminal.disconnect');
  await ended;
  const lateMs = Date.now() - Date.parse(expires);
  expect(lateMs).toBeGreaterThanOrEqual(0);
  expect(lateMs).toBeLessThan(PUSH_MS);
  expect(await lineFor(system, view)).toEqual({ line: 4, state: LOCKED });
});

it('C4.7 without a grant all bytes are equal: pending, denied, withdrawn, expired, through all changes', async () => {
  const [alice, witness] = [await connected('alice', guarded), await connected('witness')];
  const fates: readonly (readonly [string, (bob: Someone) => Promise<unknown>])[] = [
    ['pending', () => Promise.resolve()],
    ['denied', (bob) => decide(alice, 'deny', bob)],
    ['withdrawn', (bob) => decide(alice, 'grant', bob).then(() => decide(alice, 'withdraw', bob))],
    ['expired', (bob) => expire(alice, bob)],
    ['granted', (bob) => decide(alice, 'grant', bob)],
  ];
  const viewers = await Promise.all(fates.map(() => watching(alice, witness)));
  for (const [at, [, fate]] of fates.entries()) {
    await ask(viewers[at] as Someone, alice);
    await fate(viewers[at] as Someone);
  }
  const lines = await Promise.all(viewers.map((viewer) => connectAgain(system, viewer, 0)));

  await alice.terminal.call('mode.activate', { mode: 'away' });
  const browser = await connectNew(system, alice, { kind: 'browser', gateway: 1 });
  await alice.terminal.call('mode.activate', { mode: 'driving' });
  await replaceProfile(alice.terminal, { ...guarded, label: 'Elsewhere' });
  await browser.terminal.call('terminal.disconnect');
  await alice.terminal.call('mode.clear');
  for (const { terminal } of lines) {
    await terminal.call('connectability.get', { user: alice.user });
    await terminal.call('authorisation.retract', { user: alice.user });
    await terminal.refused('authorisation.ask', { user: alice.user });
    await terminal.call('authorisation.list');
  }
  await alice.terminal.call('terminal.disconnect');
  await witness.terminal.call('terminal.disconnect');
  await Promise.all(lines.map(({ terminal }) => terminal.shows(witness.user, 'not-connectable')));
  await caughtUp(...lines.map(({ terminal }) => terminal));

  // The first frame is the answer to `terminal.connect`, with the connection's own id.
  const told = lines.map((line) => bytesSince(line, 1).replaceAll(alice.user, 'ALICE'));
  const [pending, denied, withdrawn, expired, granted] = told;
  expect(pending).toContain(`["ALICE","${LOCKED}"]`);
  expect(pending).toContain('too-many-requests');
  expect(denied).toBe(pending);
  expect(withdrawn).toBe(pending);
  expect(expired).toBe(pending);
  // Every one of these changes was there to be seen.
  expect(granted).not.toBe(pending);
  expect(granted?.match(/"user":"ALICE","state":"[a-z-]+","n"/g)?.length).toBeGreaterThan(2);
});

/** Grants until an instant and waits until that is over, and seen to be. */
async function expire(alice: Someone, bob: Someone): Promise<void> {
  const expires = new Date(Date.now() + GRANT_MS).toISOString();
  await decide(alice, 'grant', bob, { expires });
  await bob.terminal.shows(alice.user, 'connectable');
  await bob.terminal.shows(alice.user, LOCKED);
}

it(
  'C4.6 request, grant, denial and withdrawal survive a restart of every process and of the engine',
  async () => {
    const alice = await connected('alice', guarded);
    const viewers = [await watching(alice), await watching(alice), await watching(alice)];
    const [pending, granted, denied] = viewers as [Someone, Someone, Someone];
    const withdrawn = await watching(alice);
    for (const viewer of [pending, denied]) await ask(viewer, alice);
    for (const viewer of [granted, withdrawn]) await decide(alice, 'grant', viewer);
    await decide(alice, 'withdraw', withdrawn);
    await decide(alice, 'deny', denied);
    const before = await statesOf(alice);
    const busy = await watching();
    for (let n = 0; n < 20; n++)
      expect(await ask(busy, { ...busy, user: `nobody-${n}` })).toEqual({});

    const startBoxes = await killBoxes(system);
    await system.engine.signal('SIGTERM');
    await system.startEngine();
    await startBoxes();

    const again = await connectNew(system, alice, { kind: 'phone' });
    expect(pendingOf(again)).toEqual([pending.user]);
    expect(await statesOf(again)).toEqual(before);
    for (const viewer of [granted, pending, denied, withdrawn]) {
      const line = { ...viewer, ...(await connectAgain(system, viewer, 1)) };
      await sees(looking(line, alice), viewer === granted ? 'connectable' : LOCKED);
      const asking = ask(line, alice).catch((error: unknown) => String(error));
      const hasAsked = [pending, denied].includes(viewer);
      expect(JSON.stringify(await asking)).toMatch(hasAsked ? /too-many-requests/ : /^{}$/);
    }
    // Of the 20 users one may ask in a day none is given back.
    const { terminal } = await connectAgain(system, busy, 1);
    const past = await terminal.refused('authorisation.ask', { user: 'nobody-else' });
    expect(past.refusal).toBe('too-many-requests');
  },
  RESTART_WITHIN_MS,
);
