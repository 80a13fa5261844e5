import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { eventsOf, handed, handedTo } from '../harness/items.js';
import {
  type ConnectedTerminal,
  type Person,
  addPerson,
  connectNew,
  modeOf,
  profileOf,
} from '../harness/people.js';
import { type Program, isAlive, startProgram } from '../harness/processes.js';
import { useProfile } from '../harness/profiles.js';
import { Service, newService } from '../harness/service.js';
import { System } from '../harness/system.js';

let system: System;
let bell: Service;
let gong: Service;
let echo: { readonly service: string; readonly program: Program };
beforeAll(async () => {
  system = await System.start({ services: true, replicas: { gateway: 2 } });
  const known = await newService(system, 'echo');
  bell = await Service.connect(system, await newService(system, 'bell'), {
    emits: [
      { type: 'rung', about: 'nobody' },
      { type: 'visit', about: 'user' },
    ],
  });
  gong = await Service.connect(system, await newService(system, 'gong'), {
    wants: [{ type: 'echo', from: known.service }],
  });
  const program = await startProgram({
    script: 'test/harness/echo-service.mjs',
    args: [system.natsUrl, known.service, known.secret, bell.service],
    readyEvent: 'connected',
  });
  echo = { service: known.service, program };
});
afterAll(async () => {
  await echo?.program.signal('SIGKILL');
  await bell?.cut();
  await gong?.cut();
  await system?.stop();
});

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
    await terminal.call('service.activate', { service: echo.service });
    const call = { service: echo.service, operation: 'where', payload: { user: alice.user } };
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

it('C15.1 it goes on when a program of each kind is ended and started again', async () => {
  const carol = await comes('carol');
  const dave = await comes('dave');
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
  await echo.program.signal('SIGKILL');
  const told = [dave.http, dave.socket].map(({ terminal }) => terminal);
  for (const [mode, state] of [
    ['away', 'not-connectable'],
    ['office', 'connectable'],
  ] as const) {
    await until(`${mode} is taken`, () =>
      carol.http.terminal.call('mode.activate', { mode }).catch(() => undefined),
    );
    for (const terminal of told) await terminal.shows(carol.user, state);
  }
  expect(told.flatMap((terminal) => terminal.notesOf('closing'))).toEqual([]);
});
