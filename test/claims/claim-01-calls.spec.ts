import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  type ConnectedTerminal,
  type Person,
  addPerson,
  connectAgain,
  connectNew,
} from '../harness/people.js';
import { type KnownService, Service, accepted, newService } from '../harness/service.js';
import { System } from '../harness/system.js';
import type { RpcError } from '../harness/terminal.js';

let system: System;
let alice: Person;
let phone: ConnectedTerminal;
beforeAll(async () => {
  system = await System.start({ services: true, replicas: { gateway: 2 } });
  alice = await addPerson(system, 'alice');
  phone = await connectNew(system, alice);
});
afterAll(async () => system?.stop());

const activate = ({ service }: KnownService): Promise<unknown> =>
  phone.terminal.call('service.activate', { service });
const registry = (verb: string, { service }: KnownService): Promise<unknown> =>
  accepted(system, 'service-registry', verb, { service });

const ASK = { operation: 'ask', payload: { about: 'rain' } };

/** A call that must be refused; the whole refusal. */
function refused({ service }: { service: string }, changes: object = {}): Promise<RpcError> {
  return phone.terminal.refused('service.call', { service, ...ASK, ...changes });
}

it('C1.9 a terminal lists the services open to its user, and no other', async () => {
  const [open, shut, mine] = [
    await newService(system, 'open'),
    await newService(system, 'shut'),
    await newService(system, 'mine'),
  ];
  for (const service of [shut, mine]) await registry('service.close', service);
  const user = alice.user;
  await accepted(system, 'access-monitor', 'service.open-to-user', { user, service: mine.service });
  const line = await Service.connect(system, open);
  await activate(mine);
  const { items } = await phone.terminal.call<{ items: { service: string }[] }>('service.list');
  const ours = [open, shut, mine].map(({ service }) => service);
  const listed = items.filter(({ service }) => ours.includes(service));
  expect(listed).toEqual([
    { service: mine.service, connected: false, activated: true },
    { service: open.service, connected: true, activated: false },
  ]);
  const others = await connectNew(system, await addPerson(system, 'bob'));
  const bobs = await others.terminal.call<{ items: { service: string }[] }>('service.list');
  expect(bobs.items.map(({ service }) => service)).not.toContain(mine.service);
  await line.leave();
});

it('C1.9 it calls one and gets its answer; the service is told who asks what', async () => {
  const oracle = await newService(system, 'oracle');
  await activate(oracle);
  const service = await Service.connect(system, oracle, { calls: ['ask'] });
  const call = { service: oracle.service, ...ASK };
  expect(await phone.terminal.call('service.call', call)).toEqual({
    payload: { asked: { about: 'rain' } },
  });
  const { correlation, ...told } = service.called[0] ?? {};
  expect(told).toEqual({ user: alice.user, terminal: phone.id, ...ASK });
  expect(String(correlation)).toMatch(/^[0-9a-f-]{36}$/);
  const again = await connectAgain(system, phone, 1);
  expect(await again.terminal.call('service.call', { ...call, payload: [1] })).toEqual({
    payload: { asked: [1] },
  });
  phone = again;
  const second = await Service.connect(system, oracle, { calls: ['ask'] });
  for (let i = 0; i < 10; i++) await phone.terminal.call('service.call', call);
  expect(service.called.length + second.called.length).toBe(12);
  await second.leave();
  await service.leave();
});

it('C1.9 not activated, not connected, an operation not declared: told apart, and not asked', async () => {
  const oracle = await newService(system, 'oracle');
  const calls = ['ask', 'write'];
  const first = await Service.connect(system, oracle, { calls });
  expect((await refused(oracle)).refusal).toBe('service-not-activated');
  await activate(oracle);
  expect((await refused(oracle, { operation: 'sing' })).refusal).toBe('unknown-operation');
  await first.leave();
  expect((await refused(oracle)).refusal).toBe('service-not-connected');
  expect((await refused(oracle, { operation: 'sing' })).refusal).toBe('unknown-operation');
  const back = await Service.connect(system, oracle, { calls });
  await phone.terminal.call('service.deactivate', { service: oracle.service });
  expect((await refused(oracle)).refusal).toBe('service-not-activated');
  expect([...first.called, ...back.called]).toEqual([]);
  await back.leave();
});

it('C1.9 the service’s own error, an answer that is none, and none at all are told apart', async () => {
  const oracle = await newService(system, 'oracle');
  await activate(oracle);
  const said: Record<string, object | undefined> = {
    fails: { error: { code: 'no-ink', message: 'the pen is dry' } },
    babbles: { neither: 'this', nor: 'that' },
    sleeps: undefined,
  };
  const calls = Object.keys(said);
  const answers = ({ operation }: Readonly<Record<string, unknown>>): object | undefined =>
    said[String(operation)];
  const service = await Service.connect(system, oracle, { calls }, { answers });
  const failed = await refused(oracle, { operation: 'fails' });
  expect(failed.data).toMatchObject({
    code: 'service-error',
    service: { code: 'no-ink', message: 'the pen is dry' },
  });
  const babbled = await refused(oracle, { operation: 'babbles' });
  expect(babbled.refusal).toBe('service-answer-malformed');
  const slept = await refused(oracle, { operation: 'sleeps', timeoutMs: 1_000 });
  expect(slept.refusal).toBe('outcome-unknown');
  expect(service.called).toHaveLength(3);
  await service.leave();
});

it('C1.9 a service not open to the user answers as an unknown one, whatever it is asked', async () => {
  const shut = await newService(system, 'shut');
  const service = await Service.connect(system, shut, {
    calls: ['ask'],
    emits: [{ type: 'said', about: 'user' }],
  });
  await activate(shut);
  await registry('service.close', shut);
  const absent = { service: 'nobody-at-all' };
  for (const method of ['service.call', 'service.activate', 'service.deactivate']) {
    const params = method === 'service.call' ? ASK : {};
    const [hidden, unknown] = [
      await phone.terminal.refused(method, { service: shut.service, ...params }),
      await phone.terminal.refused(method, { ...absent, ...params }),
    ];
    expect(unknown.refusal).toBe('unknown-service');
    expect([method, hidden.data]).toEqual([method, unknown.data]);
  }
  const { items } = await phone.terminal.call<{ items: { service: string }[] }>('event.list');
  expect(items.map((one) => one.service)).not.toContain(shut.service);
  expect(service.called).toEqual([]);
  await service.leave();
});
