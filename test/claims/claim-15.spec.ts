import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { eventsOf, handed, handedTo } from '../harness/items.js';
import {
  type ConnectedTerminal,
  type Person,
  addPerson,
  connectAgain,
  connectNew,
  modeOf,
  profileOf,
} from '../harness/people.js';
import { type Program, isAlive, startProgram } from '../harness/processes.js';
import { useProfile } from '../harness/profiles.js';
import { type KnownService, Service, newService } from '../harness/service.js';
import { System } from '../harness/system.js';

let system: System;
let known: Readonly<Record<'bell' | 'gong' | 'echo', KnownService>>;
let bell: Service;
let gong: Service;
let echo: Program;
beforeAll(async () => {
  system = await System.start({ services: true, replicas: { gateway: 2 } });
  const [bellKnown, gongKnown, echoKnown] = [
    await newService(system, 'bell'),
    await newService(system, 'gong'),
    await newService(system, 'echo'),
  ];
  known = { bell: bellKnown, gong: gongKnown, echo: echoKnown };
  bell = await startBell();
  gong = await startGong();
  echo = await startEcho();
});
afterAll(async () => {
  await echo?.signal('SIGKILL');
  await bell?.cut();
  await gong?.cut();
  await system?.stop();
});

const startBell = (): Promise<Service> =>
  Service.connect(system, known.bell, {
    emits: [
      { type: 'rung', about: 'nobody' },
      { type: 'visit', about: 'user' },
    ],
  });
const startGong = (): Promise<Service> =>
  Service.connect(system, known.gong, { wants: [{ type: 'echo', from: known.echo.service }] });
const startEcho = (): Promise<Program> =>
  startProgram({
    script: 'test/harness/echo-service.mjs',
    args: [system.natsUrl, known.echo.service, known.echo.secret, known.bell.service],
    readyEvent: 'connected',
  });

/** A program that is started again may find its predecessor's leases. */
const BACK_WITHIN_MS = 60_000;
const AWAY = modeOf('away', 2, { availability: { state: 'not-available' } });

interface User extends Person {
  readonly socket: ConnectedTerminal;
  readonly http: ConnectedTerminal;
}

/** A user with a terminal on each network, each at a gateway of its own. */
async function comes(name: string): Promise<User> {
  const person = await addPerson(system, name);
  const http = await connectNew(system, person, { kind: 'phone', gateway: 0, network: 'http' });
  const socket = await connectNew(system, person, { kind: 'browser', gateway: 1 });
  return { ...person, socket, http };
}

it('C15.1 the whole runs: terminals on both networks, services, one mediation server', async () => {
  const [alice, bob] = [await comes('alice'), await comes('bob')];
  for (const [one, other] of [
    [alice, bob],
    [bob, alice],
  ] as const) {
    const modes = [modeOf('office', 1), AWAY];
    await useProfile(one.http.terminal, profileOf({ contacts: [other.user], modes }));
  }
  for (const { terminal } of [bob.http, bob.socket])
    await terminal.shows(alice.user, 'connectable');
  await alice.http.terminal.call('mode.activate', { mode: 'away' });
  for (const { terminal } of [bob.http, bob.socket]) {
    await terminal.shows(alice.user, 'not-connectable');
  }
  await alice.socket.terminal.call('mode.activate', { mode: 'office' });
  for (const { terminal } of [bob.http, bob.socket])
    await terminal.shows(alice.user, 'connectable');

  // One service’s event goes to another, which tells a third in the same chain.
  const id = await bell.emit('rung', { correlation: 'whole' });
  await gong.hears(1);
  expect(gong.heard[0]).toMatchObject({ correlation: 'whole', data: { of: id } });

  // A terminal of either network calls a service, which asks where a call to alice goes.
  for (const { terminal } of [alice.http, alice.socket]) {
    await terminal.call('service.activate', { service: known.echo.service });
    const call = { service: known.echo.service, operation: 'where', payload: { user: alice.user } };
    await terminal.call('call.select', { terminal: alice.socket.id });
    const where = await terminal.call('service.call', call);
    expect(where).toMatchObject({ payload: { terminal: alice.socket.id } });
  }

  // An event about her is handed to her terminals on both.
  const { service } = bell;
  await alice.http.terminal.call('service.activate', { service });
  await alice.socket.terminal.call('event.subscribe', { service, type: 'visit' });
  const visit = await bell.emit('visit', { subject: alice.user });
  for (const { terminal } of [alice.http, alice.socket]) {
    await handedTo(terminal, 1);
    expect(eventsOf(handed(terminal))).toEqual([visit]);
  }
  expect([...system.boxes.values()].flat().every(isAlive)).toBe(true);
});

/** Tries until it succeeds. */
const atLast = <T>(what: string, attempt: () => Promise<T>): Promise<T> =>
  until(what, () => attempt().catch(() => undefined), BACK_WITHIN_MS);

/** Once somebody takes her modes, both terminals of the other show each. */
async function goesOn(one: User, other: User): Promise<void> {
  for (const [mode, state] of [
    ['away', 'not-connectable'],
    ['office', 'connectable'],
  ] as const) {
    await atLast(`${mode} is taken`, () => one.http.terminal.call('mode.activate', { mode }));
    for (const { terminal } of [other.http, other.socket]) await terminal.shows(one.user, state);
  }
}

/** Ends the gateway that was started first and starts it again: whoever was there comes back. */
async function restartGateway(network: 'http' | 'socket', users: readonly User[]): Promise<User[]> {
  await system.box('gateway').signal('SIGTERM');
  system.boxes.set('gateway', [system.box('gateway', 1)]);
  await system.startBox('gateway');
  const back = async (user: User): Promise<User> => {
    const before = user[network];
    await before.terminal.closed;
    const kind = network === 'http' ? 'http' : 'websocket';
    const again = await atLast(`${user.user} is back`, () => connectAgain(system, before, 1, kind));
    return { ...user, [network]: again };
  };
  return Promise.all(users.map(back));
}

it('C15.1 it goes on when each of its programs is ended and started again', async () => {
  let users = [await comes('carol'), await comes('dave')] as [User, User];
  const [carol, dave] = users;
  await useProfile(carol.socket.terminal, profileOf({ modes: [modeOf('office', 1), AWAY] }));
  await useProfile(dave.socket.terminal, profileOf({ contacts: [carol.user] }));
  const boxes = [
    'auth',
    'access-monitor',
    'availability',
    'service-registry',
    'notification',
  ] as const;
  for (const box of boxes) {
    await system.box(box).signal('SIGTERM');
    system.boxes.set(box, []);
    await system.startBox(box);
  }
  await goesOn(carol, dave);
  const told = [dave.http, dave.socket].flatMap(({ terminal }) => terminal.notesOf('closing'));
  expect(told).toEqual([]);

  await echo.signal('SIGKILL');
  await system.engine.signal('SIGTERM');
  await system.startEngine();
  for (const network of ['http', 'socket'] as const) {
    users = (await restartGateway(network, users)) as [User, User];
  }
  await goesOn(...users);

  // Its services come back too: one’s event goes through another to a third, and that is called.
  await Promise.all([bell.cut(), gong.cut()]);
  bell = await atLast('bell is back', startBell);
  gong = await atLast('gong is back', startGong);
  echo = await atLast('echo is back', startEcho);
  const id = await bell.emit('rung', { correlation: 'again' });
  const heard = await until(
    'gong hears of it',
    () => gong.heard.find((one) => one['correlation'] === 'again'),
    BACK_WITHIN_MS,
  );
  expect(heard).toMatchObject({ data: { of: id } });
  const { service } = known.echo;
  for (const { terminal } of [users[0].http, users[0].socket]) {
    await terminal.call('service.activate', { service });
    await terminal.call('call.select', { terminal: carol.socket.id });
    const call = { service, operation: 'where', payload: { user: carol.user } };
    const where = await atLast('it answers', () => terminal.call('service.call', call));
    expect(where).toMatchObject({ payload: { terminal: carol.socket.id } });
  }
  expect([...system.boxes.values()].flat().every(isAlive)).toBe(true);
}, 300_000);
