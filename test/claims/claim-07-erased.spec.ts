import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { brokenLines, stateFaults } from '../faults/invariants.js';
import { until } from '../harness/await.js';
import { allStates, historyOf, wholeLog } from '../harness/log.js';
import { matched } from '../harness/matches.js';
import { BoxOpener } from '../harness/opened.js';
import { type ConnectedTerminal, type Person, addPerson, connectNew } from '../harness/people.js';
import { useProfile } from '../harness/profiles.js';
import { dropDerived } from '../harness/rebuild.js';
import { Service, accepted, durableOf, newService } from '../harness/service.js';
import { System } from '../harness/system.js';
import { filesWithTexts, streamsWithAny } from '../harness/texts.js';
import { ReferenceWorld } from '../model/reference.js';
import { mark, planted, secretProfile, uploadOn } from '../security/planted.js';

/** What others say and note of alice, beside what she says herself. */
const said = {
  'note of an operator': `planted note ${mark}`,
  'event of a service': `planted event ${mark}`,
};
const all = { ...planted, ...said };
const EMITS = [{ type: 'news', about: 'user' }];

let folder: string;
let system: System;
let alice: Person;
let phone: ConnectedTerminal;
let paper: Service;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liaison-erased-'));
  system = await System.start({ data: folder, services: true, env: { LIAISON_SHOWN: 'true' } });
  alice = { user: `alice-${mark}`, login: planted.login, password: planted.password };
  const displayName = planted['display name'];
  await accepted(system, 'auth', 'user.add', { ...alice, displayName });
  paper = await Service.connect(system, await newService(system, 'paper'), { emits: EMITS });
});
afterAll(async () => {
  await system?.stop();
  await rm(folder, { recursive: true, force: true });
});

const streamsWith = (texts: readonly string[]): Promise<Record<string, string[]>> =>
  streamsWithAny(system, texts);
const filesWithAny = (texts: readonly string[]): Promise<[string, string[]][]> =>
  filesWithTexts(folder, texts);

/** Alice says what is planted, an operator notes something, and her services are told of her. */
async function tellAll(): Promise<void> {
  const { user } = alice;
  const away = await connectNew(system, alice);
  const note = said['note of an operator'];
  await accepted(system, 'auth', 'user.suspend', { user, cause: 'unpaid', note });
  await away.terminal.closed;
  await accepted(system, 'auth', 'user.reinstate', { user, cause: 'paid', note });
  phone = await connectNew(system, alice);
  const label = planted['label of a terminal'];
  const device = { token: phone.token, kind: 'phone', label, number: planted['own number'] };
  await phone.terminal.call('terminal.enrol', device);
  await useProfile(phone.terminal, secretProfile());
  await phone.terminal.call('service.activate', { service: paper.service });
  const interest = { service: paper.service, type: 'news' };
  await phone.terminal.call('event.subscribe', interest);
}

/** A service that wants the news, and what becomes of its copies: one waits, one is parked. */
async function backlogs(): Promise<void> {
  const wants = { wants: [{ type: 'news', from: paper.service }] };
  const [desk, fussy] = [await newService(system, 'desk'), await newService(system, 'fussy')];
  const picky = await Service.connect(system, fussy, wants, { consumes: false });
  await (await Service.connect(system, desk, wants)).leave();
  for (const { service } of [desk, fussy]) {
    await accepted(system, 'service-registry', 'service.grant', { service, grant: 'all-users' });
  }
  await phone.terminal.close();
  await paper.emit('news', { subject: alice.user, data: said['event of a service'] });
  await matched(system, paper.service, 1);
  const message = await durableOf(picky.nc, picky.welcome).next({ expires: 15_000 });
  message?.term();
  await until('one copy is parked', async () => 'PARKED' in (await saidIn()));
}

const saidIn = (): Promise<Record<string, string[]>> => streamsWith([said['event of a service']]);

const isErased = async (): Promise<boolean> =>
  (await historyOf(system, `account.${alice.user}`)).at(-1)?.type ===
  'liaison.account.erasure-completed.v1';

it('C7.7 before: what is sealed is nowhere in the open, and what services said is where it is looked for', async () => {
  await tellAll();
  await backlogs();
  const places = Object.keys(await saidIn()).toSorted();
  expect(places).toEqual(['EVENTS_IN', 'EVENTS_OUT', 'INBOX', 'PARKED']);
  const sealed = Object.values(all).filter((text) => text !== said['event of a service']);
  expect(await streamsWith(sealed)).toEqual({});
  expect(await filesWithAny(sealed)).toEqual([]);
  expect(await filesWithAny([said['event of a service']])).toHaveLength(1);
  // Who has the master key, as an auditor may, reads it all: so the search is not blind.
  const opener = await BoxOpener.of(system);
  const facts = await wholeLog(system);
  const opened = JSON.stringify(facts.map((fact) => opener.open(fact)));
  const { password: _, ...told } = { ...planted, note: said['note of an operator'] };
  for (const text of Object.values(told))
    expect([text, opened.includes(text)]).toEqual([text, true]);
});

it('C7.7 after: no stream, bucket, row, backlog or file yields a word of it, master key or not', async () => {
  const { user } = alice;
  phone = await connectNew(system, alice);
  const uploading = uploadOn(phone.terminal);
  await until('an upload is under way', async () =>
    (await historyOf(system, `profile.${user}`)).some(({ revision }) => revision > 3),
  );
  await accepted(system, 'auth', 'user.erase', { user });
  expect(await uploading).toBeGreaterThan(0);
  await until('the erasure is complete', isErased);
  expect(await streamsWith(Object.values(all))).toEqual({});
  expect(await filesWithAny(Object.values(all))).toEqual([]);
  const opener = await BoxOpener.of(system);
  const facts = (await wholeLog(system)).filter(({ subject }) => subject.split('.')[1] === user);
  const boxes = facts.filter(({ sealed }) => sealed !== undefined);
  expect(boxes.length).toBeGreaterThan(5);
  for (const fact of boxes) expect(opener.open(fact)).toMatchObject({ box: 'erased' });
  const [last] = (await historyOf(system, `account.${user}`)).slice(-1);
  expect(last?.data?.['stores']).toEqual(['events', 'inbox', 'keys', 'rows', 'secrets', 'state']);
});

it('C7.7 what a service says of the erased afterwards is refused, and stays nowhere', async () => {
  const late = `planted late ${mark}`;
  const about = { subject: alice.user, data: late };
  const ids = [await paper.emit('news', about), await paper.emit('news', { ...about, time: late })];
  await until('both are refused', () => paper.refusals.length >= ids.length);
  await until('it is nowhere', async () => Object.keys(await streamsWith([late])).length === 0);
  expect(await filesWithAny([late])).toEqual([]);
});

it('C7.7 an upload in flight makes no key, and the id is nobody’s ever again', async () => {
  const { user, login, password } = alice;
  const facts = await historyOf(system, `profile.${user}`);
  const late = { user, profile: secretProfile({ profile: 'late' }) };
  const add = { user, login, password, displayName: 'again' };
  const attempts = [
    ['availability', 'profile.upload', late],
    ['auth', 'user.add', add],
    ['auth', 'user.import', { user, login: `other-${mark}@example.org`, displayName: 'again' }],
    ['auth', 'user.set-password', { user, password }],
    ['auth', 'user.reinstate', { user, cause: 'again' }],
  ] as const;
  for (const [app, verb, data] of attempts) {
    expect([verb, (await system.command(app, verb, data)).refused?.code]).toEqual([verb, 'erased']);
  }
  expect([...(await system.store.keys(user))]).toEqual([[`key.${user}`, Buffer.from('erased')]]);
  expect(await historyOf(system, `profile.${user}`)).toEqual(facts);
});

it('C7.7 what is built anew from the first fact on equals the reference model, the erased one in it', async () => {
  const bob = await addPerson(system, 'bob');
  const { terminal } = await connectNew(system, bob);
  await useProfile(terminal, secretProfile({ contacts: [alice.user] }));
  await terminal.shows(alice.user, 'unknown');
  const before = await allStates(system);
  await dropDerived(system);
  await system.startBox('availability');
  await until('everybody has a document again', async () => {
    return (await allStates(system)).size === before.size;
  });
  const world = new ReferenceWorld();
  const opener = await BoxOpener.of(system);
  const facts = await wholeLog(system);
  for (const fact of facts) world.fold(opener.open(fact));
  expect(brokenLines(facts)).toEqual([]);
  await until('documents are what the log folds to', async () => {
    return stateFaults(world, await allStates(system)).length === 0;
  });
  expect(await allStates(system)).toEqual(before);
  expect(world.tells(bob.user, alice.user)).toBe('unknown');
  expect(await streamsWith(Object.values(said))).toEqual({});
});
