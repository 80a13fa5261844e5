import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { quiet } from '../harness/await.js';
import { lastIn } from '../harness/engine.js';
import { logEnd, partitionOf } from '../harness/log.js';
import { STORE } from '../harness/mongodb.js';
import { copied } from '../harness/matches.js';
import { operated } from '../harness/operates.js';
import { Overhearing } from '../harness/overhear.js';
import {
  type ConnectedTerminal,
  type Person,
  addPerson,
  connectNew,
  modeOf,
  profileOf,
} from '../harness/people.js';
import { useProfile } from '../harness/profiles.js';
import { type Said, allStored, leftOfShadows, setOf, toldOf } from '../harness/projections.js';
import { type KnownService, Service, accepted, newService } from '../harness/service.js';
import { System } from '../harness/system.js';

/** What rows and checkpoints need, and what goes on however idle a system is. */
const NEEDED = [
  /^\$JS\.(API|ACK|FC|EVENT\.ADVISORY)\./,
  /^_INBOX\./,
  /^\$KV\.ROWS\.(mark\.)?availability(-2)?\.\d+/,
  /^liaison\.ckpt\.availability(-rebuild)?\.\d+$/,
  /^liaison\.leases\./,
  // A rebuild asks whether another one is under way.
  /^liaison\.rebuilding\./,
  // A gateway asks on where no notification runs.
  /^liaison\.items\.ask\./,
];
/** What a stream hands to who reads it is no message to anybody. */
const HANDED_TO_A_READER = '$JS.ACK.';
const MODES = [
  modeOf('office', 1),
  modeOf('away', 2, { availability: { state: 'not-available' } }),
];
/** A terminal may send 20 commands a second. */
const MOVE_EVERY_MS = 60;
const HALF_ROUND_MS = 6 * 3_600_000;

let system: System;
let alice: Person;
let bob: Person;
let carol: Person;
let phone: ConnectedTerminal;
let desk: ConnectedTerminal;
let reader: KnownService;

beforeAll(async () => {
  system = await System.start({ services: true });
  alice = await addPerson(system, 'alice');
  bob = await addPerson(system, 'bob');
  carol = await addPerson(system, 'carol');
  phone = await connectNew(system, alice);
  desk = await connectNew(system, bob);
  const others = await connectNew(system, carol, { network: 'http' });
  await useProfile(phone.terminal, profileOf({ modes: MODES, contacts: [bob.user] }));
  await useProfile(desk.terminal, profileOf({ modes: MODES, contacts: [alice.user] }));
  await useProfile(others.terminal, guarded());
  await desk.terminal.shows(alice.user, 'connectable');
  await tellMore(others);
  await allStored(system, users());
});
afterAll(() => system?.stop());

const fromNow = (ms: number): string => new Date(Date.now() + ms).toISOString();

/** Who has to be asked, and takes a mode at the same hour every day. */
function guarded(): Record<string, unknown> {
  const [start, end] = [-HALF_ROUND_MS, HALF_ROUND_MS].map((ms) => fromNow(ms).slice(0, 16));
  const daily = { start, end, recur: 'FREQ=DAILY' };
  const [office, away] = MODES;
  const modes = [{ ...office, rules: [daily] }, away];
  return profileOf({ zone: 'UTC', modes, contacts: [], authorisation: 'required' });
}

/** A fact of each other kind that somebody is told of: consents, times that end, services, their events. */
async function tellMore(others: ConnectedTerminal): Promise<void> {
  const until = fromNow(HALF_ROUND_MS);
  await others.terminal.call('authorisation.grant', { user: alice.user, expires: until });
  await desk.terminal.call('authorisation.ask', { user: carol.user });
  await others.terminal.next(({ method }) => method === 'authorisation.asked', undefined, 0);
  await others.terminal.call('mode.activate', { mode: 'away', until });
  const news = { emits: [{ type: 'news', about: 'user' }] };
  const paper = await Service.connect(system, await newService(system, 'paper'), news);
  const { service } = paper;
  const wants = { wants: [{ type: 'news', from: service }] };
  reader = await newService(system, 'reader');
  const idle = await Service.connect(system, reader, wants, { consumes: false });
  const all = { service: reader.service, grant: 'all-users' };
  await accepted(system, 'service-registry', 'service.grant', all);
  await phone.terminal.call('service.activate', { service });
  await phone.terminal.call('event.subscribe', { service, type: 'news' });
  const rain = await paper.emit('news', { subject: alice.user, data: 'rain' });
  await copied(system, reader.service, [rain]);
  await phone.terminal.next(({ method }) => method === 'notification', undefined, 0);
  // Whoever is connected keeps its lease, by messages.
  for (const process of [idle, paper]) await process.leave();
}

const verify = (): Promise<Said> => toldOf(system, 'verify projections');
const rebuild = (more?: Readonly<Record<string, string>>): Promise<Said> =>
  toldOf(system, 'rebuild availability', more);
const users = (): readonly string[] => [alice, bob, carol].map(({ user }) => user);

const shown = async (view: string): Promise<unknown> =>
  (await operated(system, ...view.split(' ')))['items'];

/** What somebody with an editor makes of a text. */
const edited =
  (from: string, to: string) =>
  (text: string): string => {
    if (!text.includes(from)) throw new Error(`there is no ${from} in ${text}`);
    return text.replace(from, to);
  };

/** Where a user's row lies. */
const row = async ({ user }: Person): Promise<string> =>
  `${await setOf(system, user)}.${await partitionOf(system, user)}.${user}`;

const framesOf = (): number => desk.terminal.notesOf('connectability').length;

const named = ({ differences }: Said): readonly string[] =>
  differences.map(({ in: where, key, fault }) => `${where} ${key} ${fault}`).toSorted();

const wrongRows = (): readonly string[] => [
  `rows ${alice.user} differs`,
  `rows ${bob.user} missing`,
  `rows ${carol.user} other-version`,
  'rows nobody left-over',
];

describe('what is kept beside the log', () => {
  let told: number;
  it('is what the log comes to, row by row and byte for byte', async () => {
    const said = await verify();
    expect(said).toMatchObject({ code: 0, whole: true, differences: [] });
    expect(said.rows).toBe(6);
    expect(said.facts).toBe(await logEnd(system));
  });

  it('is shown to operators: terminals by network, services by backlog', async () => {
    expect(await shown('terminal list --network http')).toMatchObject([
      { user: carol.user, network: 'http', connected: true },
    ]);
    expect(await shown('terminal list --network websocket')).toMatchObject(
      [alice, bob].map(({ user }) => ({ user, network: 'websocket', connected: true })),
    );
    expect(await shown('service list --by backlog --min 1')).toMatchObject([
      { service: reader.service, backlog: 1, parked: 0 },
    ]);
  });

  it('is named where a hand has changed it, and the exit code says so', async () => {
    told = framesOf();
    const { store } = system;
    const revision = '"contactsRevision":';
    await store.changeRow(await row(alice), edited(revision, `${revision}9`));
    await store.removeRow(await row(bob));
    const state = `liaison.state.${await partitionOf(system, carol.user)}.${carol.user}`;
    const { bytes } = await lastIn(system, 'STATE', state);
    const tells = edited('"own":"not-connectable"', '"own":"unknown"');
    await system.operator.request(state, tells(bytes.toString()));
    await store.changeRow(await row(carol), edited('"v":3', '"v":2'));
    await store.addRow((await row(carol)).replace(carol.user, 'nobody'), '{"v":3}');
    const said = await verify();
    expect(said.code).toBe(1);
    expect(named(said)).toEqual([...wrongRows(), `state ${carol.user} differs`]);
  });

  it('is built anew on trial: rows are named, and what held goes on to hold', async () => {
    const set = await setOf(system, alice.user);
    const said = await toldOf(system, 'rebuild availability --dry-run');
    expect(said).toMatchObject({ code: 0, whole: true, rows: 6 });
    expect(named(said)).toEqual(wrongRows());
    expect(await setOf(system, alice.user)).toBe(set);
    expect(await leftOfShadows(system, alice.user)).toEqual([]);
  });

  it('is built anew beside its users, by an attempt that goes on where another one was killed', async () => {
    const set = await setOf(system, alice.user);
    const tests = { LIAISON_FOR_TESTS: 'true' };
    expect(await rebuild({ ...tests, LIAISON_CRASH_AT: 'after-save:10' })).toMatchObject({
      whole: false,
    });
    expect(await setOf(system, alice.user)).toBe(set);
    // The sixteen are built, and some handed over.
    const killed = await rebuild({ ...tests, LIAISON_CRASH_AT: 'after-save:20' });
    expect(killed).toMatchObject({ whole: false });
    const said = await rebuild();
    expect(said).toMatchObject({ code: 0, whole: true, untaken: [] });
    // All was folded by the two that were killed.
    expect(said.facts).toBe(0);
    expect(await setOf(system, alice.user)).not.toBe(set);
    expect(await leftOfShadows(system, alice.user)).toEqual([]);
    const verified = await verify();
    expect(verified).toMatchObject({ code: 0, rows: 6, differences: [] });
    expect(framesOf()).toBe(told);
    expect(desk.terminal.isOpen && phone.terminal.isOpen).toBe(true);
  });

  it('is compared and built anew while a user moves, and loses none of it', async () => {
    const over = new AbortController();
    const working = (async () => [await verify(), await rebuild()])().finally(() => over.abort());
    let moves = 0;
    for (; !over.signal.aborted || moves % 2 === 1; moves++) {
      const isAway = moves % 2 === 0;
      await phone.terminal.call('mode.activate', { mode: isAway ? 'away' : 'office' });
      await desk.terminal.shows(alice.user, isAway ? 'not-connectable' : 'connectable');
      await quiet(MOVE_EVERY_MS);
    }
    const [verified, rebuilt] = await working;
    // Nothing is named only because it moves.
    expect(verified).toMatchObject({ code: 0, whole: true, differences: [] });
    expect(rebuilt).toMatchObject({ code: 0, whole: true, differences: [], untaken: [] });
    expect(moves).toBeGreaterThan(10);
    await allStored(system, users());
    expect(await verify()).toMatchObject({ code: 0, differences: [] });
  });

  it('is compared and built anew without a message to anybody', async () => {
    await allStored(system, users());
    const frames = phone.terminal.notes.length + desk.terminal.notes.length;
    const hearing = await Overhearing.begin(system);
    const sent = (): readonly string[] =>
      hearing.messages
        .filter(({ reply }) => !reply.startsWith(HANDED_TO_A_READER))
        .map(({ subject }) => subject)
        .filter((subject) => !NEEDED.some((needed) => needed.test(subject)));
    expect(await verify()).toMatchObject({ code: 0 });
    expect(await rebuild()).toMatchObject({ code: 0, whole: true, untaken: [] });
    await hearing.caughtUp();
    const hears = (head: string): boolean =>
      hearing.messages.some(({ subject }) => subject.startsWith(head));
    expect(hears('liaison.ckpt.availability.')).toBe(true);
    expect(hears('$KV.ROWS.')).toBe(STORE === 'engine');
    expect(sent()).toEqual([]);
    expect(phone.terminal.notes.length + desk.terminal.notes.length).toBe(frames);
    system.operator.publish('liaison.self.1.alice', '{}');
    await hearing.caughtUp();
    expect(sent()).toEqual(['liaison.self.1.alice']);
    await hearing.end();
  });
});
