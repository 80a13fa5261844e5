import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { registryOf } from '../harness/matches.js';
import { type ConnectedTerminal, addPerson, connectNew } from '../harness/people.js';
import { Service, accepted, declarationOf, logIn, newService } from '../harness/service.js';
import { System } from '../harness/system.js';

let system: System;
let alice: ConnectedTerminal;
beforeAll(async () => {
  system = await System.start({ services: true, replicas: { gateway: 2 } });
  alice = await connectNew(system, await addPerson(system, 'alice'));
});
afterAll(async () => system?.stop());

interface Listed {
  readonly service: string;
  readonly connected: boolean;
}

/** Waits until a terminal is listed a service as connected, or not. */
async function listed(service: string, connected: boolean): Promise<void> {
  await until(`${service} is listed as ${connected ? '' : 'not '}connected`, async () => {
    const list = await alice.terminal.poll<{ items: readonly Listed[] }>('service.list');
    return list?.items.find((one) => one.service === service)?.connected === connected;
  });
}

/** How a service's connections ended, by the log. */
async function endings(service: string): Promise<unknown[]> {
  const facts = await registryOf(system, service);
  return facts
    .filter(({ type }) => type === 'liaison.registry.disconnected.v1')
    .map(({ data }) => [data['connection'], data['cause']]);
}

/** Waits until the log says that a connection has ended, and why. */
async function ended({ service, connection }: Service, cause: string): Promise<void> {
  await until(
    `${service} is ${cause}`,
    async () => (await endings(service)).some((one) => isDeepStrictEqual(one, [connection, cause])),
    20_000,
  );
}

const describe = (service: string): Promise<Record<string, unknown>> =>
  accepted(system, 'service-registry', 'service.describe', { service });

it('C1.1 a service that has opened a connection is listed as connected, until it closes it', async () => {
  const lamp = await newService(system, 'lamp');
  await listed(lamp.service, false);
  const line = await Service.connect(system, lamp);
  await listed(lamp.service, true);
  await line.leave();
  await listed(lamp.service, false);
  await ended(line, 'closed');
});

it('C1.1 losing its connection flips the listing: cut off, or alive and silent', async () => {
  const lamp = await newService(system, 'lamp');
  const cut = await Service.connect(system, lamp);
  await listed(lamp.service, true);
  await cut.cut();
  await ended(cut, 'lost');
  await listed(lamp.service, false);
  const silent = await Service.connect(system, lamp, {}, { alive: false });
  await listed(lamp.service, true);
  await ended(silent, 'lost');
  await listed(lamp.service, false);
  const over = await silent.ask('alive', { connection: silent.connection });
  expect(over).toMatchObject({ error: { code: 'not-connected' } });
  await silent.cut();
});

it('C1.1 of two processes of one service one may go: it stays connected until both have', async () => {
  const lamp = await newService(system, 'lamp');
  const first = await Service.connect(system, lamp);
  const second = await Service.connect(system, lamp);
  const { connections } = (await describe(lamp.service)) as { connections: Service[] };
  const both = [first.connection, second.connection];
  expect(connections.map(({ connection }) => connection).sort()).toEqual(both.sort());
  await first.leave();
  expect(await describe(lamp.service)).toMatchObject({
    connections: [{ connection: second.connection, alive: true }],
  });
  await listed(lamp.service, true);
  await second.leave();
  await listed(lamp.service, false);
});

const schema = { type: 'object', required: ['from'], properties: { from: { type: 'string' } } };
const declarations = [
  {},
  { emits: [{ type: 'letter.come', about: 'user', schema }] },
  { wants: [{ type: 'call-missed', from: 'phone' }] },
  {
    emits: [{ type: 'letter.come', about: 'user', schema }],
    wants: [{ type: 'call-missed' }, { type: 'storm', from: 'weather' }],
    delivery: 'pull',
    calls: ['letters'],
  },
];

it('C1.2 it declares events emitted, wanted, both or neither; that is read back, versioned', async () => {
  const post = await newService(system, 'post');
  for (const [i, declared] of declarations.entries()) {
    const line = await Service.connect(system, post, declared);
    expect(line.welcome).toMatchObject({ version: i + 1 });
    const { declaration, version } = await describe(post.service);
    expect({ declaration, version }).toEqual({
      declaration: declarationOf(declared),
      version: i + 1,
    });
    const { items } = await alice.terminal.call<{ items: { service: string }[] }>('event.list');
    const emitted = items.filter(({ service }) => service === post.service);
    expect(emitted).toEqual(
      (declared.emits ?? []).map((one) => ({ service: post.service, subscribed: false, ...one })),
    );
    await line.leave();
  }
});

it('C1.2 the same declaration again is no new version; a bad one is refused and changes nothing', async () => {
  const post = await newService(system, 'post');
  const declared = declarations[3] ?? {};
  const line = await Service.connect(system, post, declared);
  const { connection } = line;
  const same = { connection, declaration: declarationOf(declared) };
  expect(await line.ask('declare', same)).toMatchObject({ version: 1 });
  expect((await line.ask('declare', same))['reconnect']).toBeUndefined();
  const bad: readonly [object, string][] = [
    [{ delivery: 'pigeon' }, '/delivery'],
    [{ emits: [{ type: 'Not A Type', about: 'user' }] }, '/emits/0/type'],
    [{ emits: [{ type: 'come', about: 'everybody' }] }, '/emits/0/about'],
    [
      {
        emits: [
          { type: 'went', about: 'user', schema: { type: 'nonsense' } },
          { type: 'come', about: 'user' },
        ],
      },
      '/emits/0/schema',
    ],
  ];
  for (const [changes, field] of bad) {
    const declaration = declarationOf(changes);
    const { error } = (await line.ask('declare', { connection, declaration })) as {
      error: { code: string; faults: { field: string }[] };
    };
    expect(error).toMatchObject({ code: 'invalid-declaration', faults: [{ field }] });
  }
  expect(await describe(post.service)).toMatchObject({
    version: 1,
    declaration: declarationOf(declared),
  });
  await line.leave();
});

const rung = [{ type: 'rung', about: 'nobody' }];

it('C1.3 what it declared it may emit, and what it did not it may not', async () => {
  const bell = await newService(system, 'bell');
  const other = await newService(system, 'bell');
  const line = await Service.connect(system, bell, { emits: rung });
  await line.emit('rung');
  for (const undeclared of ['cracked', 'rung.twice', 'rin']) {
    await expect(line.emit(undeclared)).rejects.toThrow(/permissions violation/i);
  }
  const foreign = line.nc.request(`liaison.events.in.${other.service}.rung`, '{}');
  await expect(foreign).rejects.toThrow(/permissions violation/i);
  await line.leave();
});

it('C1.3 before it has declared it may emit nothing; a changed declaration counts from the next connection', async () => {
  const bell = await newService(system, 'bell');
  const nc = await logIn(system, bell);
  const early = nc.request(`liaison.events.in.${bell.service}.rung`, '{}');
  await expect(early).rejects.toThrow(/permissions violation/i);
  await nc.close();
  const before = await Service.connect(system, bell, { emits: rung });
  const declaration = declarationOf({ emits: [{ type: 'struck', about: 'nobody' }] });
  const { connection } = before;
  expect(await before.ask('declare', { connection, declaration })).toMatchObject({
    version: 2,
    reconnect: true,
  });
  await expect(before.emit('struck')).rejects.toThrow(/permissions violation/i);
  // The engine still lets it through; it is taken in, and refused.
  const id = await before.emit('rung');
  await until('the event is refused', () => before.refusals.length > 0);
  expect(before.refusals).toMatchObject([{ event: id, code: 'unknown-event' }]);
  await before.leave();
  const after = await Service.connect(system, bell, {
    emits: [{ type: 'struck', about: 'nobody' }],
  });
  await after.emit('struck');
  await expect(after.emit('rung')).rejects.toThrow(/permissions violation/i);
  await after.leave();
});
