import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { brokenLines, stateFaults } from '../faults/invariants.js';
import { quiet, until } from '../harness/await.js';
import { filesWith } from '../harness/files.js';
import { allStates, historyOf, wholeLog } from '../harness/log.js';
import { matched } from '../harness/matches.js';
import { type Database, STORE, STORES, databaseBeside, databaseFor } from '../harness/mongodb.js';
import { BoxOpener } from '../harness/opened.js';
import {
  type ConnectedTerminal,
  type Person,
  addPerson,
  addUser,
  connectNew,
  modeOf,
  profileOf,
} from '../harness/people.js';
import { useProfile } from '../harness/profiles.js';
import { ProofReader } from '../harness/proof.js';
import { type Target, backsUp, derived, restores, startRestored } from '../harness/restored.js';
import { type KnownService, Service, accepted, durableOf, newService } from '../harness/service.js';
import { System } from '../harness/system.js';
import { filesWithTexts, streamsWithAny } from '../harness/texts.js';
import { pagesOf } from '../harness/views.js';
import { ReferenceWorld } from '../model/reference.js';
import { mark, planted, secretProfile } from '../security/planted.js';

const EMITS = { emits: [{ type: 'news', about: 'user' }] };
const saidOfDave = `planted event ${mark}`;
const PACE = 25;
/** What operators look at over the rows, by pages of two. */
const VIEWS = [
  'user list --state registered',
  'user list --connected no',
  'terminal list --kind phone',
];

let folder: string;
let system: System;
let there: System | undefined;
/** Beside a system that keeps all in its engine. */
let other: Database | undefined;
let alice: Person;
let bob: Person;
let dave: Person;
let phone: ConnectedTerminal;
let paper: Service;
let desk: KnownService;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liaison-restored-'));
  system = await System.start({ data: await mkdtemp(join(folder, 'here-')), services: true });
  [alice, bob] = [await addPerson(system, 'alice'), await addPerson(system, 'bob')];
  dave = { user: `dave-${mark}`, login: planted.login, password: planted.password };
  await accepted(system, 'auth', 'user.add', { ...dave, displayName: planted['display name'] });
  paper = await Service.connect(system, await newService(system, 'paper'), EMITS);
  desk = await newService(system, 'desk');
});
afterEach(async () => {
  await there?.stop();
  there = undefined;
});
afterAll(async () => {
  await system?.stop();
  await other?.server?.signal('SIGTERM');
  await rm(folder, { recursive: true, force: true });
});

/** A place to restore into, with rows and keys in a store of its own. */
async function target(name: string, store = STORE): Promise<Target> {
  const into = { folder: join(folder, name) };
  if (store === 'engine') return into;
  other ??= await databaseFor(system, join(folder, 'mongodb'));
  return { ...into, databaseUrl: databaseBeside(other.url) };
}

const profile = (): Record<string, unknown> =>
  profileOf({
    contacts: [bob.user],
    defaultMode: 'office',
    modes: [modeOf('office', 1, { notification: 'on-request' }), modeOf('away', 2)],
  });

/** Alice and dave with all that may be lost; one service has a backlog, with a copy that is parked. */
async function furnish(): Promise<void> {
  const { service } = paper;
  const wants = { wants: [{ type: 'news', from: service }] };
  const picky = await Service.connect(system, desk, wants, { consumes: false });
  const all = { service: desk.service, grant: 'all-users' };
  await accepted(system, 'service-registry', 'service.grant', all);
  const daves = await connectNew(system, dave);
  await useProfile(daves.terminal, secretProfile());
  await daves.terminal.call('service.activate', { service });
  await daves.terminal.close();
  phone = await connectNew(system, alice, { kind: 'phone' });
  await useProfile(phone.terminal, profile());
  await phone.terminal.call('service.activate', { service });
  await phone.terminal.call('event.subscribe', { service, type: 'news' });
  await paper.emit('news', { subject: dave.user, data: saidOfDave });
  await paper.emit('news', { subject: dave.user, data: saidOfDave });
  await matched(system, service, 2);
  const durable = durableOf(picky.nc, picky.welcome);
  (await durable.next({ expires: 15_000 }))?.term();
  await until(
    'one is parked',
    async () => 'PARKED' in (await streamsWithAny(system, [saidOfDave])),
  );
  await picky.leave();
}

/** Changes and events one after the other until told to stop; answers the events. */
async function busy(isOver: () => boolean): Promise<string[]> {
  const events: string[] = [];
  for (let at = 0; !isOver() || at < PACE; at++) {
    await phone.terminal.call('mode.activate', { mode: at % 2 === 0 ? 'away' : 'office' });
    events.push(await paper.emit('news', { subject: alice.user, data: { at } }));
    await quiet(PACE);
  }
  return events;
}

it('a backup is taken while the system runs, and is one moment of it', async () => {
  await furnish();
  const carol = await addUser(system, `carol-${mark}`);
  await accepted(system, 'auth', 'user.erase', { user: carol.user });
  await until('carol is gone', async () =>
    (await historyOf(system, `account.${carol.user}`)).some(({ type }) =>
      type.includes('completed'),
    ),
  );
  let isOver = false;
  const working = busy(() => isOver);
  const before = (await wholeLog(system)).length;
  const taken = await backsUp(system, join(folder, 'live'));
  isOver = true;
  const events = await working;
  expect(taken).toMatchObject({ code: 0, errors: '' });
  const after = await wholeLog(system);
  expect(events.length).toBeGreaterThanOrEqual(PACE);

  const into = await target('moment');
  const restored = await restores(system, join(folder, 'live'), into);
  expect(restored).toMatchObject({ code: 0, errors: '' });
  there = await startRestored(into);
  const facts = await wholeLog(there);
  const same = facts.filter(({ sequence }, at) => sequence === after[at]?.sequence);
  expect(same.length).toBeGreaterThanOrEqual(before);
  expect(facts.slice(0, before)).toEqual(after.slice(0, before));
  expect(brokenLines(facts)).toEqual([]);
  const world = new ReferenceWorld();
  const opener = await BoxOpener.of(there);
  for (const fact of facts) world.fold(opener.open(fact));
  await until('documents are what the log folds to', async () => {
    for (const fact of (await wholeLog(there!)).slice(facts.length)) {
      facts.push(fact);
      world.fold(opener.open(fact));
    }
    return stateFaults(world, await allStates(there!)).length === 0;
  });
  await until('every copy is where the matches say', async () => {
    const { all, faults } = await ProofReader.read(there!);
    return faults.length === 0 && all.length > 2;
  });
  const again = await Service.connect(there, desk, {
    wants: [{ type: 'news', from: paper.service }],
  });
  const { all } = await ProofReader.read(there);
  const waiting = all.filter(({ standing }) => standing === 'pending').map(({ event }) => event);
  await until('the backlog comes', () => waiting.every((event) => again.ids().includes(event)));
  expect(new Set(again.ids()).size).toBe(again.ids().length);
});

let wanted: Map<string, string>;
it('a backup of a system at rest is taken, and it is what its log comes to', async () => {
  await phone.terminal.close();
  await paper.leave();
  const settled = async (): Promise<boolean> => {
    const facts = await wholeLog(system);
    return facts.at(-1)?.type === 'liaison.terminal.disconnected.v1';
  };
  await until('nobody is connected', settled);
  const last = (await wholeLog(system)).at(-1)?.sequence;
  // Rows are written some seconds behind.
  wanted = await until('rows are written', async () => {
    const now = await derived(system);
    const isWritten = [...now].some(
      ([at, row]) => at.endsWith(`.${alice.user}`) && row.startsWith(`${last}\n`),
    );
    return isWritten ? now : undefined;
  });
  expect(await backsUp(system, join(folder, 'quiet'))).toMatchObject({ code: 0, errors: '' });
});

const restoredInto = 'restored onto an empty engine, rows and keys in the %s,';
it.each(STORES)(`${restoredInto} all is byte for byte what it was`, async (store) => {
  const into = await target(`same-${store}`, store);
  const restored = await restores(system, join(folder, 'quiet'), into);
  expect(restored).toMatchObject({ code: 0, errors: '' });
  there = await startRestored(into);
  expect(await wholeLog(there)).toEqual(await wholeLog(system));
  const built = await until('all is built', async () => {
    const now = await derived(there!);
    return now.size >= wanted.size ? now : undefined;
  });
  expect(Object.fromEntries(built)).toEqual(Object.fromEntries(wanted));
  for (const view of VIEWS) expect(await pagesOf(there, view)).toEqual(await pagesOf(system, view));
});

it('a backup from before an erasure does not bring the person back', async () => {
  const place = `key.${dave.user}`;
  const key = (await system.store.keys(dave.user)).get(place) ?? Buffer.alloc(0);
  expect(key.length).toBeGreaterThan(32);
  await accepted(system, 'auth', 'user.erase', { user: dave.user });
  const isErased = async (where: System): Promise<boolean> =>
    (await historyOf(where, `account.${dave.user}`)).at(-1)?.type ===
    'liaison.account.erasure-completed.v1';
  await until('the erasure is complete', () => isErased(system));
  const into = await target('later');
  expect(await restores(system, join(folder, 'quiet'), into)).toMatchObject({
    code: 0,
    errors: '',
  });
  expect(await filesWith(join(into.folder, 'engine'), key)).toEqual([]);
  there = await startRestored(into);
  const restored = there;
  await until('it is erased there too', () => isErased(restored));
  const words = [...Object.values(planted), saidOfDave];
  expect(await streamsWithAny(restored, words)).toEqual({});
  expect(await filesWithTexts(join(into.folder, 'engine'), words)).toEqual([]);
  const opener = await BoxOpener.of(restored);
  const facts = (await wholeLog(restored)).filter(({ subject }) => subject.includes(dave.user));
  const boxes = facts.filter(({ sealed }) => sealed !== undefined);
  expect(boxes.length).toBeGreaterThan(1);
  for (const fact of boxes) expect(opener.open(fact)).toMatchObject({ box: 'erased' });
  expect([...(await restored.store.keys(dave.user))]).toEqual([[place, Buffer.from('erased')]]);
  const add = { ...dave, login: `other-${mark}@example.org`, displayName: 'again' };
  const answer = await restored.command('auth', 'user.add', add);
  expect(answer.refused?.code).toBe('erased');
  const login = { login: alice.login, password: alice.password };
  const back = await connectNew(restored, alice);
  await back.terminal.call('auth.login', login);
  await back.terminal.close();
  expect((await readdir(into.folder)).toSorted()).toEqual([
    'engine',
    'master.key',
    'master.key.tombstones',
  ]);
});
