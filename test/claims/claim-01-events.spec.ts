import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { copied, copiesFor, matched } from '../harness/matches.js';
import { type ConnectedTerminal, type Person, addPerson, connectNew } from '../harness/people.js';
import { type KnownService, Service, accepted, newService } from '../harness/service.js';
import { System } from '../harness/system.js';

let system: System;
let alice: Person;
let phone: ConnectedTerminal;
beforeAll(async () => {
  system = await System.start({ services: true });
  alice = await addPerson(system, 'alice');
  phone = await connectNew(system, alice);
});
afterAll(async () => system?.stop());

const activate = ({ service }: KnownService | Service): Promise<unknown> =>
  phone.terminal.call('service.activate', { service });
const grant = ({ service }: KnownService): Promise<unknown> =>
  accepted(system, 'service-registry', 'service.grant', { service, grant: 'all-users' });

const NEWS = { type: 'news', about: 'user' };
const STORM = { type: 'storm', about: 'nobody' };

/** A service of that name, connected. */
async function connected(name: string, declaration: object): Promise<Service> {
  return Service.connect(system, await newService(system, name), declaration);
}

async function leave(...services: readonly Service[]): Promise<void> {
  for (const service of services) await service.leave();
}

/** One who emits, activated for alice, and what wants its events: from it alone. */
async function paper(): Promise<{ sender: Service; wants: object[] }> {
  const sender = await connected('paper', { emits: [NEWS, STORM] });
  await activate(sender);
  const from = sender.service;
  return {
    sender,
    wants: [
      { type: 'news', from },
      { type: 'storm', from },
    ],
  };
}

it('C1.4 who wants an event and is activated for its user or granted gets it once; nobody else does', async () => {
  const { sender, wants } = await paper();
  const granted = await newService(system, 'granted');
  await grant(granted);
  const activated = await connected('activated', { wants });
  const trusted = await Service.connect(system, granted, { wants });
  const stranger = await connected('stranger', { wants });
  const deaf = await connected('deaf', { wants: [{ type: 'news', from: 'somebody-else' }] });
  for (const service of [activated, deaf]) await activate(service);
  const news = await sender.emit('news', { subject: alice.user, data: { headline: 'x' } });
  const storm = await sender.emit('storm');
  expect(await activated.hears(2)).toEqual([news, storm]);
  expect(await trusted.hears(2)).toEqual([news, storm]);
  // Copies of one sender's events keep their order: whoever has the later one got no earlier one.
  expect(await stranger.hears(1)).toEqual([storm]);
  expect(activated.heard[0]).toMatchObject({
    type: 'news',
    subject: alice.user,
    data: { headline: 'x' },
    service: sender.service,
  });
  const receivers = (await matched(system, sender.service, 2)).map((one) =>
    one.receivers.map(({ service }) => service),
  );
  expect(receivers).toEqual([
    [activated.service, trusted.service].sort(),
    [activated.service, trusted.service, stranger.service].sort(),
  ]);
  expect(await copiesFor(system, deaf.service)).toEqual([]);
  expect(await copiesFor(system, activated.service)).toEqual([news, storm]);
  await leave(sender, activated, trusted, stranger, deaf);
});

it('C1.4 an event sent again is notified once, and never to who sent it', async () => {
  const twin = await newService(system, 'twin');
  const wants = [{ type: 'storm', from: twin.service }];
  const sender = await Service.connect(system, twin, { emits: [STORM], wants });
  const other = await connected('other', { wants });
  for (let times = 0; times < 3; times++) await sender.emit('storm', { id: 'the-one' });
  await sender.emit('storm', { id: 'the-last' });
  expect(await other.hears(2)).toEqual(['the-one', 'the-last']);
  const outcomes = (await matched(system, sender.service, 4)).map(({ outcome }) => outcome);
  expect(outcomes).toEqual(['matched', 'repeated', 'repeated', 'matched']);
  expect(await copiesFor(system, sender.service)).toEqual([]);
  await leave(sender, other);
});

it('C1.4 by its delivery policy: pushed at once, or kept until it is fetched', async () => {
  const { sender, wants } = await paper();
  const [pushed, pulled] = [await newService(system, 'push'), await newService(system, 'pull')];
  const push = await Service.connect(system, pushed, { wants });
  const pull = { wants, delivery: 'pull' };
  const idle = await Service.connect(system, pulled, pull, { consumes: false });
  const storm = await sender.emit('storm');
  expect(await push.hears(1)).toEqual([storm]);
  await copied(system, pulled.service, [storm]);
  const fetching = await Service.connect(system, pulled, pull);
  expect(fetching.welcome).toMatchObject({ backlog: 1 });
  expect(await fetching.hears(1)).toEqual([storm]);
  await leave(sender, push, idle, fetching);
});

it('C1.4 two processes of one service share its notifications: each reaches one of them', async () => {
  const { sender, wants } = await paper();
  const pair = await newService(system, 'pair');
  const first = await Service.connect(system, pair, { wants });
  const second = await Service.connect(system, pair, { wants });
  const sent: string[] = [];
  for (let i = 0; i < 20; i++) sent.push(await sender.emit('storm'));
  await until('all are there', () => first.heard.length + second.heard.length >= sent.length);
  expect([...first.ids(), ...second.ids()].toSorted()).toEqual(sent.toSorted());
  await leave(sender, first, second);
});

const chains = ({ heard }: Service): unknown[] => heard.map((event) => event['correlation']);

it('C1.13 what one event causes carries its correlation, from service to service', async () => {
  const { sender, wants } = await paper();
  const alarm = { type: 'alarm', about: 'nobody' };
  const siren = await connected('siren', { wants, emits: [alarm] });
  const gong = await connected('gong', { wants: [{ type: 'alarm', from: siren.service }] });
  const correlation = 'chain:1_of.C1-13';
  await sender.emit('storm', { correlation });
  await siren.hears(1);
  const { correlation: heard, matched: fact } = siren.heard[0] ?? {};
  expect(heard).toBe(correlation);
  await siren.emit('alarm', { correlation: heard });
  await gong.hears(1);
  expect(gong.heard[0]).toMatchObject({ service: siren.service, correlation });
  expect(gong.heard[0]?.['matched']).not.toBe(fact);
  await leave(sender, siren, gong);
});

it('C1.13 an event without a correlation is given one: all it reaches share it, another has another', async () => {
  const { sender, wants } = await paper();
  const [left, right] = [await connected('left', { wants }), await connected('right', { wants })];
  await sender.emit('storm');
  await sender.emit('storm');
  await Promise.all([left.hears(2), right.hears(2)]);
  expect(chains(left)).toEqual(chains(right));
  expect(new Set(chains(left)).size).toBe(2);
  for (const chain of chains(left)) expect(String(chain)).toMatch(/^[A-Za-z0-9:._-]{1,128}$/);
  await leave(sender, left, right);
});

it('C1.14 without its user, about nobody there is, about one who has not activated it: one refusal', async () => {
  const bob = await addPerson(system, 'bob');
  const gone = await addPerson(system, 'gone');
  const { sender, wants } = await paper();
  const trusted = await newService(system, 'granted');
  await grant(trusted);
  const all = await Service.connect(system, trusted, { wants });
  await accepted(system, 'auth', 'user.erase', { user: gone.user });
  const subjects = [undefined, 'nobody-at-all', bob.user, gone.user, 'no id'];
  const ids: string[] = [];
  for (const subject of subjects) {
    ids.push(await sender.emit('news', subject === undefined ? {} : { subject }));
  }
  const storm = await sender.emit('storm');
  expect(await all.hears(1)).toEqual([storm]);
  await until('all are refused', () => sender.refusals.length >= ids.length);
  expect(sender.refusals.map(({ event }) => event)).toEqual(ids);
  const said = sender.refusals.map((one) => JSON.stringify({ ...one, event: '' }));
  expect(sender.refusals[0]).toMatchObject({ code: 'unknown-user', field: '/subject' });
  expect([...new Set(said)]).toHaveLength(1);
  const outcomes = (await matched(system, sender.service, ids.length + 1)).map(
    ({ outcome }) => outcome,
  );
  expect(outcomes).toEqual([...ids.map(() => 'refused:unknown-user'), 'matched']);
  expect(await copiesFor(system, all.service)).toEqual([storm]);
  await leave(sender, all);
});

it('C1.14 an event about nobody says nothing of a user: with a subject it is refused', async () => {
  const { sender, wants } = await paper();
  const other = await connected('other', { wants });
  const about = await sender.emit('storm', { subject: alice.user });
  const storm = await sender.emit('storm');
  expect(await other.hears(1)).toEqual([storm]);
  await until('it is refused', () => sender.refusals.length > 0);
  expect(sender.refusals).toMatchObject([{ event: about, code: 'malformed', field: '/subject' }]);
  await leave(sender, other);
});
