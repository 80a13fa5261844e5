import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { matched, registryOf } from '../harness/matches.js';
import { type ConnectedTerminal, type Person, addPerson, connectNew } from '../harness/people.js';
import { type Program, startProgram } from '../harness/processes.js';
import { type KnownService, Service, newService } from '../harness/service.js';
import { System } from '../harness/system.js';

let system: System;
let alice: Person;
let phone: ConnectedTerminal;
let bell: Service;
let echo: KnownService;
let gong: Service;
let program: Program;
beforeAll(async () => {
  system = await System.start({ services: true });
  alice = await addPerson(system, 'alice');
  phone = await connectNew(system, alice, { kind: 'phone' });
  const emits = [{ type: 'rung', about: 'nobody' }];
  bell = await Service.connect(system, await newService(system, 'bell'), { emits });
  echo = await newService(system, 'echo');
  const wants = [{ type: 'echo', from: echo.service }];
  gong = await Service.connect(system, await newService(system, 'gong'), { wants });
  await phone.terminal.call('service.activate', { service: echo.service });
  program = await start();
});
afterAll(async () => {
  await program?.signal('SIGKILL');
  await bell?.cut();
  await gong?.cut();
  await system?.stop();
});

/** The service's program, ready when it is connected. */
function start(): Promise<Program> {
  const { service, secret } = echo;
  const args = [system.natsUrl, service, secret, bell.service];
  return startProgram({ script: 'test/harness/echo-service.mjs', args, readyEvent: 'connected' });
}

/** What the program answers a terminal. */
async function called(operation: string, payload: object = {}): Promise<unknown> {
  const call = { service: echo.service, operation, payload };
  return (await phone.terminal.call('service.call', call))['payload'];
}

async function isListed(): Promise<boolean | undefined> {
  const { items } = await phone.terminal.call<{
    items: { service: string; connected: boolean }[];
  }>('service.list');
  return items.find(({ service }) => service === echo.service)?.connected;
}

it('C14.1 a service’s program connects, is notified, emits in the same chain, and is called', async () => {
  expect(await isListed()).toBe(true);
  const id = await bell.emit('rung', { correlation: 'one-chain' });
  await gong.hears(1);
  expect(gong.heard[0]).toMatchObject({
    service: echo.service,
    correlation: 'one-chain',
    data: { of: id },
  });
  expect(await called('heard')).toEqual([id]);
});

it('C14.1 it asks where a call goes', async () => {
  expect(await called('where', { user: alice.user })).toMatchObject({ terminal: phone.id });
  expect(await called('where', { user: 'nobody-at-all' })).toEqual({ none: true });
});

it('C14.1 killed and started again, it is handed in order what came meanwhile, once', async () => {
  await program.signal('SIGKILL');
  await until('it is lost', async () => (await isListed()) === false);
  const before = gong.heard.length;
  const sent: string[] = [];
  for (let i = 0; i < 10; i++) sent.push(await bell.emit('rung'));
  await matched(system, bell.service, before + sent.length);
  program = await start();
  expect(await isListed()).toBe(true);
  await gong.hears(before + sent.length);
  expect(gong.heard.slice(before).map(({ data }) => (data as { of: string }).of)).toEqual(sent);
  expect(await called('heard')).toEqual(sent);
});

it('C14.1 ended as programs are, it says goodbye', async () => {
  await program.signal('SIGTERM');
  expect(await isListed()).toBe(false);
  const { data } = (await registryOf(system, echo.service)).at(-1) ?? {};
  expect(data).toMatchObject({ connection: program.ready['connection'], cause: 'closed' });
});
