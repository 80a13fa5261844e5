import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { wholeLog } from '../harness/log.js';
import { STORE } from '../harness/mongodb.js';
import {
  type ConnectedTerminal,
  type Person,
  addPerson,
  connectAgain,
  connectNew,
  modeOf,
  profileOf,
} from '../harness/people.js';
import { useProfile } from '../harness/profiles.js';
import { type KnownService, Service, accepted, newService } from '../harness/service.js';
import type { StoreInHand } from '../harness/store.js';
import { StoreInEngine } from '../harness/store-in-engine.js';
import { System } from '../harness/system.js';

/** All that is kept of a mediation server: its database, the key that wraps the users' keys, and who was erased. */
const KEPT = [
  'engine',
  'master.key',
  'master.key.tombstones',
  ...(STORE === 'mongodb' ? ['mongodb'] : []),
];
const WANTS = { wants: [{ type: 'news' }] };
const EMITS = { emits: [{ type: 'news', about: 'user' }] };

let folder: string;
let system: System;
let alice: Person;
let bob: Person;
let phone: ConnectedTerminal;
let desk: KnownService;
let paper: KnownService;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liaison-store-'));
  const data = join(folder, 'here');
  await mkdir(data);
  system = await System.start({ data, services: true });
  [alice, bob] = [await addPerson(system, 'alice'), await addPerson(system, 'bob')];
  [desk, paper] = [await newService(system, 'desk'), await newService(system, 'paper')];
});
afterAll(async () => {
  await system?.stop();
  await rm(folder, { recursive: true, force: true });
});

const profile = (): Record<string, unknown> =>
  profileOf({
    contacts: [bob.user],
    authorisation: 'required',
    defaultMode: 'office',
    modes: [modeOf('office', 1, { notification: 'on-request' }), modeOf('away', 2)],
  });

/** What alice's terminal and a service are told of her, by whichever system holds the database. */
async function toldOf(own: ConnectedTerminal, service: Service): Promise<unknown[]> {
  const { terminal } = own;
  const { user } = alice;
  const { items } = await terminal.call<{ items: { terminal: string }[] }>('terminal.list');
  const { line, state } = await terminal.call('explain', { viewer: bob.user });
  return [
    await terminal.call('profile.get', { profile: 'work' }),
    await terminal.call('profile.list'),
    items.map(({ terminal: id }) => id),
    await terminal.call('authorisation.list'),
    await terminal.call('service.list'),
    [line, state],
    await service.ask('query', { availability: { user } }),
    await service.ask('query', { connectability: { viewer: user, user: bob.user } }),
    await service.ask('query', { 'call-target': { user, caller: bob.user } }),
    await accepted(system, 'service-registry', 'service.describe', { service: paper.service }),
  ];
}

it('C7.1 one database holds what the mediation server and the services need of users: moved elsewhere it is all there', async () => {
  phone = await connectNew(system, alice, { kind: 'phone' });
  const { terminal } = phone;
  await useProfile(terminal, profile());
  await terminal.call('authorisation.grant', { user: bob.user });
  const publisher = await Service.connect(system, paper, EMITS);
  const exchange = await Service.connect(system, desk, WANTS);
  for (const { service } of [desk, paper]) await terminal.call('service.activate', { service });
  await terminal.call('event.subscribe', { service: paper.service, type: 'news' });
  await terminal.call('call.select', { terminal: phone.id });
  await publisher.emit('news', { subject: alice.user, data: 'kept until it is asked for' });
  await until('it waits for her', () => terminal.own()['waiting'] === 1);
  await publisher.leave();
  const before = await toldOf(phone, exchange);
  const facts = await wholeLog(system);
  await terminal.close();
  await system.stop();
  const [here, there] = [system.data, join(folder, 'there')];
  expect((await readdir(here)).toSorted()).toEqual(KEPT);
  await mkdir(there);
  for (const name of KEPT) await cp(join(here, name), join(there, name), { recursive: true });
  await rm(here, { recursive: true });

  system = await System.start({ data: there, services: true });
  expect((await wholeLog(system)).slice(0, facts.length)).toEqual(facts);
  const { login, password } = alice;
  const again = await connectAgain(system, phone);
  expect(again.terminal.own()).toMatchObject({ profile: 'work', mode: 'office' });
  await until('it waits for her still', () => again.terminal.own()['waiting'] === 1);
  const service = await Service.connect(system, desk, WANTS);
  expect(await toldOf(again, service)).toEqual(before);
  const fetched = await again.terminal.call<{ items: unknown[] }>('notification.fetch');
  expect(JSON.stringify(fetched)).toContain('kept until it is asked for');
  await again.terminal.call('auth.login', { login, password });
});

it('C7.1 every stream and bucket lies in that one engine, in files, and no process keeps anything elsewhere', async () => {
  const jsm = await jetstreamManager(system.operator);
  const names: string[] = [];
  for await (const { config } of jsm.streams.list()) {
    names.push(config.name);
    expect([config.name, config.storage]).toEqual([config.name, 'file']);
  }
  for (const name of ['FACTS', 'REGISTRY', 'DELIVERY', 'INBOX', 'KV_ROWS', 'KV_KEYS']) {
    expect(names).toContain(name);
  }
  expect((await readdir(system.data)).toSorted()).toEqual(KEPT);
  // Rows and keys are in one store, whole.
  const store = await rowsAndKeys(system.store);
  expect(store).toEqual(expect.arrayContaining([`key.${alice.user}`, `key.${bob.user}`]));
  expect(store.some((place) => /^availability\.\d+\./.test(place))).toBe(true);
  expect(await rowsAndKeys(new StoreInEngine(system))).toEqual(
    STORE === 'engine' ? expect.arrayContaining(store) : [],
  );
});

const rowsAndKeys = async (store: StoreInHand): Promise<string[]> => [
  ...(await store.rows()).keys(),
  ...(await store.keys()).keys(),
];
