import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { quiet, until } from '../harness/await.js';
import { historyOf } from '../harness/log.js';
import { copied, copiesFor, matched, registryOf } from '../harness/matches.js';
import { type ConnectedTerminal, type Person, addPerson, connectNew } from '../harness/people.js';
import { Service, accepted, newService } from '../harness/service.js';
import { System } from '../harness/system.js';

let system: System;
beforeAll(async () => {
  system = await System.start({
    services: true,
    replicas: { notification: 2, 'access-monitor': 2 },
  });
});
afterAll(async () => system?.stop());

const NEWS = { type: 'news', about: 'user' };
const TICK = { type: 'tick', about: 'nobody' };

/** What the log says of a service's connections: what happened, of which, and why. */
async function lifeOf({ service }: { service: string }): Promise<unknown[]> {
  const facts = await registryOf(system, service);
  return facts
    .map(({ type, data }) => [type.split('.')[2], data['connection'], data['cause']])
    .filter(([what]) => what === 'connected' || what === 'disconnected');
}

async function connected(name: string, declaration: object): Promise<Service> {
  return Service.connect(system, await newService(system, name), declaration);
}

const kick = (data: object): Promise<unknown> =>
  accepted(system, 'service-registry', 'service.kick', data);

it('C11.2 a service connects and disconnects, and connects again', async () => {
  const lamp = await newService(system, 'lamp');
  const declared = { calls: ['light'] };
  await (await Service.connect(system, lamp, declared)).leave();
  const before = (await lifeOf(lamp)).length;
  const line = await Service.connect(system, lamp, declared);
  // The same connection again is the same connection.
  await line.connects(declared);
  await line.leave();
  const back = await Service.connect(system, lamp, declared);
  await back.leave();
  expect((await lifeOf(lamp)).slice(before)).toEqual([
    ['connected', line.connection, undefined],
    ['disconnected', line.connection, 'closed'],
    ['connected', back.connection, undefined],
    ['disconnected', back.connection, 'closed'],
  ]);
});

it('C11.2 an operator kicks one connection, or all: their line is cut, and they may come back', async () => {
  const lamp = await newService(system, 'lamp');
  const { service } = lamp;
  const lines = [await Service.connect(system, lamp), await Service.connect(system, lamp)];
  const [one, other] = lines as [Service, Service];
  expect(await kick({ service, connection: one.connection })).toEqual({ kicked: [one.connection] });
  await until('the line of one is cut', () => one.nc.isClosed());
  expect(await other.ask('alive', { connection: other.connection })).not.toHaveProperty('error');
  expect(await kick({ service })).toEqual({ kicked: [other.connection] });
  await until('the line of the other is cut', () => other.nc.isClosed());
  expect((await lifeOf(lamp)).slice(-2)).toEqual([
    ['disconnected', one.connection, 'kicked'],
    ['disconnected', other.connection, 'kicked'],
  ]);
  const back = await Service.connect(system, lamp);
  expect(await back.ask('alive', { connection: back.connection })).not.toHaveProperty('error');
  await back.leave();
});

it('C11.2 without a lease nothing is pushed to it, though its line is there; with the next one all is', async () => {
  const clock = await connected('clock', { emits: [TICK] });
  const radio = await newService(system, 'radio');
  const wants = { wants: [{ type: 'tick', from: clock.service }] };
  const silent = await Service.connect(system, radio, wants, { alive: false });
  await clock.emit('tick');
  await silent.hears(1);
  await until(
    'its lease is over',
    async () =>
      (await lifeOf(radio)).at(-1)?.toString() === `disconnected,${silent.connection},lost`,
    20_000,
  );
  await until('nothing is handed over any more', async () => {
    const info = await system.operator.request(
      `$JS.API.CONSUMER.INFO.EVENTS_OUT.svc-${radio.service}`,
    );
    return info.json<{ paused?: boolean }>().paused;
  });
  const kept = await clock.emit('tick');
  await copied(system, radio.service, [kept]);
  await quiet(500);
  expect(silent.nc.isClosed()).toBe(false);
  expect(silent.heard).toHaveLength(1);
  await silent.cut();
  const back = await Service.connect(system, radio, wants);
  expect(await back.hears(1)).toEqual([kept]);
  await back.leave();
  await clock.leave();
});

interface Listed {
  readonly service: string;
  readonly activated: boolean;
}

/** Whether a service is listed to a user, and as activated. */
async function listedTo({ terminal }: ConnectedTerminal, service: string): Promise<unknown> {
  const { items } = await terminal.call<{ items: readonly Listed[] }>('service.list');
  return items.find((one) => one.service === service)?.activated;
}

async function user(name: string): Promise<{ person: Person; phone: ConnectedTerminal }> {
  const person = await addPerson(system, name);
  return { person, phone: await connectNew(system, person) };
}

it('C11.3 a user activates, sees and deactivates services, effective on the very next event', async () => {
  const { person, phone } = await user('alice');
  const sender = await connected('paper', { emits: [NEWS, TICK] });
  const wants = ['news', 'tick'].map((type) => ({ type, from: sender.service }));
  const reader = await connected('reader', { wants });
  const subject = person.user;
  const change = (verb: string, service = reader.service): Promise<unknown> =>
    phone.terminal.call(`service.${verb}`, { service });
  let count = 0;
  // What was matched before a change is not touched by it; what is sent after it knows of it.
  const emitted = async (): Promise<string> => {
    const id = await sender.emit('news', { subject });
    await matched(system, sender.service, ++count);
    return id;
  };
  await change('activate', sender.service);
  expect(await listedTo(phone, reader.service)).toBe(false);
  const expected: string[] = [];
  for (let round = 0; round < 10; round++) {
    await emitted();
    expect(await change('activate')).toEqual({ changed: true });
    expected.push(await emitted());
    expect(await listedTo(phone, reader.service)).toBe(true);
    expect(await change('activate')).toEqual({ changed: false });
    expect(await change('deactivate')).toEqual({ changed: true });
  }
  await change('deactivate', sender.service);
  const refused = await sender.emit('news', { subject });
  expected.push(await sender.emit('tick'));
  expect(await reader.hears(expected.length)).toEqual(expected);
  expect(sender.refusals).toMatchObject([{ event: refused, code: 'unknown-user' }]);
  await sender.leave();
  await reader.leave();
});

it('C11.3 what one user activates is theirs alone; a later change takes nothing back', async () => {
  const [alice, bob] = [await user('alice'), await user('bob')];
  const sender = await connected('paper', { emits: [NEWS] });
  const readerKnown = await newService(system, 'reader');
  const wants = { wants: [{ type: 'news', from: sender.service }] };
  await (await Service.connect(system, readerKnown, wants)).leave();
  const { service } = readerKnown;
  for (const { phone } of [alice, bob]) {
    await phone.terminal.call('service.activate', { service: sender.service });
  }
  await alice.phone.terminal.call('service.activate', { service });
  expect(await listedTo(bob.phone, service)).toBe(false);
  const hers = await sender.emit('news', { subject: alice.person.user });
  await sender.emit('news', { subject: bob.person.user });
  await matched(system, sender.service, 2);
  await alice.phone.terminal.call('service.deactivate', { service });
  const reader = await Service.connect(system, readerKnown, wants);
  expect(await reader.hears(1)).toEqual([hers]);
  expect(await copiesFor(system, service)).toEqual([hers]);
  await sender.leave();
  await reader.leave();
});

it('C11.6 a user selects the terminal an incoming call rings at: the next answer shows it', async () => {
  const { person, phone } = await user('alice');
  const browser = await connectNew(system, person, { kind: 'browser' });
  const exchange = await connected('exchange', {});
  await phone.terminal.call('service.activate', { service: exchange.service });
  const rings = async (): Promise<unknown> =>
    (await exchange.ask('query', { 'call-target': { user: person.user } }))['target'];
  for (let round = 0; round < 5; round++) {
    for (const { id, terminal } of [phone, browser]) {
      expect(await terminal.call('call.select', { terminal: id })).toEqual({ changed: true });
      expect(await rings()).toMatchObject({ terminal: id });
    }
  }
  await phone.terminal.call('call.select', { terminal: null });
  expect(await rings()).toMatchObject({ terminal: phone.id });
  await phone.terminal.call('call.select', { terminal: browser.id });
  await browser.terminal.call('terminal.disconnect');
  expect(await rings()).toMatchObject({ terminal: phone.id });
  const facts = await historyOf(system, `selection.${person.user}`);
  expect(facts.at(-1)).toMatchObject({ actor: `user/${person.user}/${phone.id}` });
  await exchange.leave();
});

it('C11.6 every terminal of a user is told which of them is selected for incoming calls', async () => {
  const { person, phone } = await user('alice');
  const browser = await connectNew(system, person, { kind: 'browser' });
  expect(phone.terminal.own()).not.toHaveProperty('callTarget');
  await phone.terminal.call('call.select', { terminal: browser.id });
  for (const { terminal } of [phone, browser]) {
    await until('it is told', () => terminal.own()['callTarget'] === browser.id);
  }
  // Selected is selected, connected or not; the snapshot says it as well.
  await browser.terminal.call('terminal.disconnect');
  const again = await connectNew(system, person);
  expect(again.terminal.own()).toMatchObject({ callTarget: browser.id });
  await phone.terminal.call('terminal.remove', { terminal: browser.id });
  await until('what was removed is not', () => !('callTarget' in phone.terminal.own()));
  await phone.terminal.call('call.select', { terminal: phone.id });
  await until('it is', () => again.terminal.own()['callTarget'] === phone.id);
  await phone.terminal.call('call.select', { terminal: null });
  await until('none is', () => !('callTarget' in again.terminal.own()));
});

it('C11.6 only a terminal of one’s own can be selected', async () => {
  const { person, phone } = await user('alice');
  const { phone: bobs } = await user('bob');
  const exchange = await connected('exchange', {});
  await phone.terminal.call('service.activate', { service: exchange.service });
  for (const terminal of [bobs.id, 'nobodys']) {
    expect((await phone.terminal.refused('call.select', { terminal })).refusal).toBe(
      'unknown-terminal',
    );
  }
  const { target } = await exchange.ask('query', { 'call-target': { user: person.user } });
  expect(target).toMatchObject({ terminal: phone.id });
  await exchange.leave();
});
