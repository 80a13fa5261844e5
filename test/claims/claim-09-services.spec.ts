import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Overhearing } from '../harness/overhear.js';
import { type ConnectedTerminal, type Person, addPerson, connectNew } from '../harness/people.js';
import { Service, declarationOf, logIn, newService } from '../harness/service.js';
import { System } from '../harness/system.js';

let system: System;
let hearing: Overhearing;
let alice: Person;
let phone: ConnectedTerminal;
beforeAll(async () => {
  system = await System.start({ services: true });
  hearing = await Overhearing.begin(system);
  alice = await addPerson(system, 'alice');
  phone = await connectNew(system, alice);
});
afterAll(async () => system?.stop());

/** What a service is told. */
type Told = Readonly<Record<string, unknown>>;

/** Does something; answers what came of it, and the commands that were sent meanwhile. */
async function followed<T>(does: () => Promise<T>) {
  const from = hearing.messages.length;
  const result = await does();
  await hearing.caughtUp();
  const went = hearing.commandsSince(from).map(({ subject, reply, text }) => {
    const { actor, data } = JSON.parse(text) as { actor: string; data: Told };
    return { to: subject.replace('liaison.cmd.', ''), actor, data, subject, reply, text };
  });
  return { result, went };
}

it('C9.1 each request of a service reaches the component responsible, and its answer comes back', async () => {
  const known = await newService(system, 'lamp');
  await phone.terminal.call('service.activate', { service: known.service });
  const line = await Service.connect(system, known, {}, { alive: false });
  const { connection } = line;
  const declaration = declarationOf({ calls: ['light'] });
  const life = [
    ['declare', { connection, declaration }, 'service-registry'],
    ['connect', { connection, declaration }, 'service-registry'],
    ['alive', { connection }, 'service-registry'],
    ['query', { 'call-target': { user: alice.user } }, 'availability'],
    ['disconnect', { connection }, 'service-registry'],
  ] as const;
  for (const [verb, body, app] of life) {
    const { result, went } = await followed(() => line.ask(verb, body));
    const own = went.filter(({ actor }) => actor === `service/${known.service}`);
    const [first] = own.filter(({ to }) => to === `${app}.service.${verb}`);
    if (first === undefined) throw new Error(`${verb} went to ${own.map(({ to }) => to).join()}`);
    expect(first.data['service']).toBe(known.service);
    const { accepted } = await hearing.answerTo(first);
    expect([verb, result]).toEqual([verb, (accepted as { result: Told }).result]);
  }
  await line.cut();
});

it('C9.1 a refusal of the component responsible comes back with its code and what to do', async () => {
  const line = await Service.connect(system, await newService(system, 'lamp'));
  const { connection } = line;
  const refused: readonly (readonly [string, object, string])[] = [
    ['alive', { connection: 'another' }, 'not-connected'],
    [
      'declare',
      { connection, declaration: declarationOf({ delivery: 'x' }) },
      'invalid-declaration',
    ],
    ['query', { availability: { user: alice.user, at: '2999-01-01T00:00:00.000Z' } }, 'at-future'],
  ];
  for (const [verb, body, code] of refused) {
    const { error } = (await line.ask(verb, body)) as { error: { code: string; fix: string } };
    expect([verb, error.code]).toEqual([verb, code]);
    expect(error.fix).not.toBe('');
  }
  await line.leave();
});

it('C9.1 a request is about the service whose subject it came on, whatever it says', async () => {
  const [lamp, bell] = [await newService(system, 'lamp'), await newService(system, 'bell')];
  const other = await Service.connect(system, bell);
  const line = await Service.connect(system, lamp);
  const { connection } = line;
  const { result, went } = await followed(() =>
    line.ask('disconnect', { connection: other.connection, service: bell.service }),
  );
  expect(result).toHaveProperty('error');
  for (const { actor, data } of went) {
    expect([actor, data['service']]).not.toContain(bell.service);
  }
  expect(await other.ask('alive', { connection: other.connection })).not.toHaveProperty('error');
  expect(await line.ask('alive', { connection })).not.toHaveProperty('error');
  await line.leave();
  await other.leave();
});

it('C9.1 a terminal’s requests about services reach the component responsible', async () => {
  const oracle = await newService(system, 'oracle');
  const { service } = oracle;
  const line = await Service.connect(system, oracle, { calls: ['ask'] });
  const life = [
    ['service.list', {}, 'service-registry'],
    ['event.list', {}, 'service-registry'],
    ['service.activate', { service }, 'access-monitor'],
    ['call.select', { terminal: phone.id }, 'access-monitor'],
    ['service.deactivate', { service }, 'access-monitor'],
  ] as const;
  for (const [method, params, app] of life) {
    const { result, went } = await followed(() => phone.terminal.call(method, params));
    const [first] = went.filter(({ to }) => to === `${app}.${method}`);
    if (first === undefined) throw new Error(`${method} went nowhere`);
    expect(first).toMatchObject({
      actor: `user/${alice.user}/${phone.id}`,
      data: { user: alice.user },
    });
    const { accepted } = await hearing.answerTo(first);
    expect([method, result]).toEqual([method, (accepted as { result: Told }).result]);
  }
  await line.leave();
});

it('C9.1 nothing is reachable around it but a service’s own event streams', async () => {
  const [lamp, bell] = [await newService(system, 'lamp'), await newService(system, 'bell')];
  const known = await Service.connect(system, bell);
  await known.leave();
  const nc = await logIn(system, lamp);
  const around = [
    'liaison.cmd.auth.user.list',
    'liaison.cmd.availability.call.target',
    'liaison.cmd.service-registry.service.all',
    `liaison.service.${bell.service}.query`,
    `liaison.events.in.${bell.service}.tick`,
    `liaison.events.out.${bell.service}`,
    `liaison.registry.${lamp.service}`,
    `liaison.self.get.0.${alice.user}`,
    '$JS.API.STREAM.NAMES',
    `$JS.API.CONSUMER.MSG.NEXT.EVENTS_OUT.svc-${bell.service}`,
    `$JS.API.CONSUMER.DELETE.EVENTS_OUT.svc-${lamp.service}`,
    '$SRV.PING',
    '$SYS.REQ.SERVER.PING',
  ];
  for (const subject of around) {
    const asked = nc.request(subject, '{}', { timeout: 15_000 }).then(() => 'answered', String);
    expect([subject, await asked]).toEqual([
      subject,
      expect.stringMatching(/permissions violation/i),
    ]);
  }
  await nc.close();
});
