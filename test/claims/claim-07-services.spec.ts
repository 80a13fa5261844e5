import { DeliverPolicy } from '@nats-io/jetstream';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { readAll } from '../harness/log.js';
import { matched, registryOf } from '../harness/matches.js';
import { addPerson, connectNew } from '../harness/people.js';
import { Service, accepted, declarationOf, newService } from '../harness/service.js';
import { System } from '../harness/system.js';

let system: System;
beforeAll(async () => {
  system = await System.start({ services: true });
});
afterAll(async () => system?.stop());

const describe = (service: string): Promise<Record<string, unknown>> =>
  accepted(system, 'service-registry', 'service.describe', { service });

it('C7.3 the entry of a service: what it declares, whom it is open to, its grants, its connections', async () => {
  const { service, secret } = await newService(system, 'lamp');
  expect(await describe(service)).toEqual({
    service,
    status: 'registered',
    open: 'everyone',
    grants: [],
    connections: [],
  });
  const declared = { emits: [{ type: 'lit', about: 'user' }], calls: ['light'], delivery: 'pull' };
  const line = await Service.connect(system, { service, secret }, declared);
  await accepted(system, 'service-registry', 'service.grant', { service, grant: 'all-users' });
  await accepted(system, 'service-registry', 'service.close', { service });
  expect(await describe(service)).toMatchObject({
    service,
    status: 'registered',
    open: 'listed',
    grants: ['all-users'],
    connections: [{ connection: line.connection, alive: true }],
    declaration: declarationOf(declared),
    version: 1,
  });
  await line.leave();
  const all = (await accepted(system, 'service-registry', 'service.all', {})) as {
    items: { service: string }[];
  };
  expect(all.items.find((one) => one.service === service)).toEqual({
    service,
    status: 'registered',
    open: 'listed',
    connections: 0,
  });
});

it('C7.3 each change of an entry is one fact, in order, by whoever made it; the entry outlives its keeper', async () => {
  const { service, secret } = await newService(system, 'lamp');
  const line = await Service.connect(system, { service, secret }, { calls: ['light'] });
  await line.leave();
  await accepted(system, 'service-registry', 'service.retire', { service });
  const facts = await registryOf(system, service);
  expect(facts.map(({ type }) => type.split('.')[2])).toEqual([
    'registered',
    'opened',
    'declared',
    'connected',
    'disconnected',
    'connected',
    'disconnected',
    'retired',
  ]);
  const [operator, own] = ['operator/test', `service/${service}`];
  expect(facts.map(({ actor }) => actor)).toEqual([
    operator,
    operator,
    ...Array.from({ length: 5 }, () => own),
    operator,
  ]);
  const before = await describe(service);
  expect(before).toMatchObject({ status: 'retired', connections: [] });
  await system.box('service-registry').signal('SIGKILL');
  system.boxes.delete('service-registry');
  await system.startBox('service-registry');
  expect(await describe(service)).toEqual(before);
});

/** What the engine noted of acknowledgements of a service's notifications: their places in EVENTS_OUT. */
async function acknowledged(service: string): Promise<unknown[]> {
  const places: unknown[] = [];
  const from = {
    filter_subjects: `$JS.EVENT.METRIC.CONSUMER.ACK.EVENTS_OUT.svc-${service}`,
    deliver_policy: DeliverPolicy.All,
  };
  await readAll(system, 'DELIVERY', from, (message) => {
    places.push(message.json<{ stream_seq: number }>().stream_seq);
  });
  return places;
}

/** Where the copies for a service lie in EVENTS_OUT. */
async function copies(service: string): Promise<unknown[]> {
  const places: unknown[] = [];
  const from = {
    filter_subjects: `liaison.events.out.${service}`,
    deliver_policy: DeliverPolicy.All,
  };
  await readAll(system, 'EVENTS_OUT', from, ({ seq }) => places.push(seq));
  return places;
}

it('C7.4 every event received is recorded once with whom it was notified to, or why nobody', async () => {
  const alice = await addPerson(system, 'alice');
  const emits = [
    { type: 'news', about: 'user' },
    { type: 'storm', about: 'nobody' },
  ];
  const sender = await Service.connect(system, await newService(system, 'paper'), { emits });
  const wants = [{ type: 'storm', from: sender.service }];
  const first = await Service.connect(system, await newService(system, 'first'), { wants });
  const before = await newService(system, 'second');
  await (await Service.connect(system, before, { calls: ['one'], wants })).leave();
  const second = await Service.connect(system, before, { wants });
  const { terminal } = await connectNew(system, alice);
  await terminal.call('service.activate', { service: sender.service });
  const received = [
    await sender.emit('storm'),
    await sender.emit('news', { subject: alice.user }),
    await sender.emit('news', { subject: 'nobody-at-all' }),
  ];
  const matches = await matched(system, sender.service, 3);
  expect(matches.map(({ event, outcome }) => [event, outcome])).toEqual([
    [received[0], 'matched'],
    [received[1], 'unmatched'],
    [received[2], 'refused:unknown-user'],
  ]);
  // With the version of the declaration by which each was notified.
  const receivers = matches[0]?.receivers.map(({ service, declaration }) => [service, declaration]);
  expect(receivers).toEqual(
    [
      [first.service, 1],
      [second.service, 2],
    ].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  );
  await Promise.all([first.hears(1), second.hears(1)]);
  for (const service of [first, second]) {
    await until('its acknowledgement is recorded', async () => {
      return (await acknowledged(service.service)).length > 0;
    });
    expect(await acknowledged(service.service)).toEqual(await copies(service.service));
    await service.leave();
  }
  await sender.leave();
});
