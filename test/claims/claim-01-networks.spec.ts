import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { HttpLine } from '../harness/http-line.js';
import {
  type ConnectedTerminal,
  type Person,
  addPerson,
  connectAgain,
  connectNew,
  modeOf,
  profileOf,
} from '../harness/people.js';
import { caughtUp, useProfile } from '../harness/profiles.js';
import { NETWORKS, System } from '../harness/system.js';
import type { Terminal } from '../harness/terminal.js';

let system: System;
beforeAll(async () => {
  system = await System.start({ replicas: { gateway: 2 } });
});
afterAll(async () => system?.stop());

interface OnBoth extends Person {
  readonly socket: ConnectedTerminal;
  readonly http: ConnectedTerminal;
}

/** A user with a terminal on each network, at different gateways; requests over HTTP go to the other. */
async function onBoth(name: string): Promise<OnBoth> {
  const person = await addPerson(system, name);
  const socket = await connectNew(system, person, { kind: 'softphone', gateway: 0 });
  const http = await connectNew(system, person, { kind: 'phone', gateway: 1, network: 'http' });
  (http.terminal.line as HttpLine).postsTo = system.httpUrl('gateway', 0);
  return { ...person, socket, http };
}

const AWAY = modeOf('away', 2, { availability: { state: 'not-available' } });

interface Listed {
  readonly kind: string;
  readonly network: string;
  readonly connected: boolean;
}

function shown(items: readonly Listed[]): string[] {
  const connectedOnes = items.filter((one) => one.connected);
  return connectedOnes.map(({ kind, network }) => `${kind} by ${network}`).toSorted();
}

/** What a terminal was told of its contacts, in order. */
function ofContacts({ terminal }: ConnectedTerminal): unknown[] {
  const told = terminal.notes.filter(({ method }) => method !== 'self');
  return told.map(({ method, params }) => [method, params['contacts'] ?? params]);
}

/** The own terminals as this one was told, and is answered: kind and network of those connected. */
async function connected(terminal: Terminal): Promise<string[]> {
  const { items } = await terminal.call<{ items: Listed[] }>('terminal.list');
  const told = (terminal.own()['terminals'] ?? []) as Listed[];
  expect(shown(told)).toEqual(shown(items));
  return shown(items);
}

/** How many of its user's terminals this one was told to be connected. */
function connectedNow(terminal: Terminal): number {
  const told = (terminal.own()['terminals'] ?? []) as { readonly connected: boolean }[];
  return told.filter(({ connected: isConnected }) => isConnected).length;
}

it('C1.5 terminals of one user on both networks are connected at once, and shown with their network', async () => {
  const { socket, http } = await onBoth('alice');
  for (const { terminal } of [socket, http]) {
    await terminal.comesTo(() => connectedNow(terminal) === 2);
    expect(await connected(terminal)).toEqual(['phone by http', 'softphone by websocket']);
  }
});

it('C1.5 terminals of one user on both networks are told the same', async () => {
  const bob = await onBoth('bob');
  await useProfile(bob.http.terminal, profileOf({ modes: [modeOf('office', 1), AWAY] }));
  const { socket, http } = await onBoth('alice');
  await useProfile(http.terminal, profileOf({ contacts: [bob.user] }));
  for (const { terminal } of [socket, http]) await terminal.shows(bob.user, 'connectable');
  await bob.http.terminal.call('mode.activate', { mode: 'away' });
  for (const { terminal } of [socket, http]) await terminal.shows(bob.user, 'not-connectable');
  await bob.socket.terminal.call('mode.activate', { mode: 'office' });
  for (const { terminal } of [socket, http]) await terminal.shows(bob.user, 'connectable');
  await caughtUp(socket.terminal, http.terminal);

  expect(ofContacts(http).slice(-3)).toEqual([
    ['snapshot', [[bob.user, 'connectable']]],
    ['connectability', { user: bob.user, state: 'not-connectable', n: 1 }],
    ['connectability', { user: bob.user, state: 'connectable', n: 2 }],
  ]);
  expect(ofContacts(socket).slice(-3)).toEqual(ofContacts(http).slice(-3));
  expect(http.terminal.own()).toEqual(socket.terminal.own());
  const stored = await Promise.all(
    [socket, http].map(({ terminal }) => terminal.call('profile.get', { profile: 'work' })),
  );
  expect(stored[0]).toEqual(stored[1]);
});

it('C1.5 a user is connected as long as a terminal on either network is', async () => {
  const [alice, bob] = [await onBoth('alice'), await addPerson(system, 'bob')];
  await useProfile(alice.socket.terminal, profileOf());
  const { terminal: watching } = await connectNew(system, bob, { network: 'http' });
  await useProfile(watching, profileOf({ contacts: [alice.user] }));
  await watching.shows(alice.user, 'connectable');
  const from = watching.notes.length;
  const { terminal } = alice.http;
  await alice.socket.terminal.close();
  await terminal.comesTo(() => connectedNow(terminal) === 1);
  const back = await connectAgain(system, alice.socket, 0);
  terminal.cut();
  await back.terminal.comesTo(() => connectedNow(back.terminal) === 1);
  expect(await connected(back.terminal)).toEqual(['softphone by websocket']);
  await back.terminal.call('terminal.disconnect');
  await watching.shows(alice.user, 'not-connectable');
  const told = watching.notes.slice(from).filter(({ method }) => method === 'connectability');
  expect(told.map(({ params }) => params['state'])).toEqual(['not-connectable']);
});

it.each([
  ['websocket', 'http'],
  ['http', 'websocket'],
] as const)(
  'C1.5 a terminal that comes back from the network %s to %s is one terminal still',
  async (first, second) => {
    const alice = await addPerson(system, 'alice');
    const before = await connectNew(system, alice, { network: first, gateway: 0 });
    const closing = before.terminal.next(({ method }) => method === 'closing', 15_000, 0);
    const after = await connectAgain(system, before, 1, second);
    expect((await closing).params).toEqual({ code: 'superseded' });
    await before.terminal.closed;
    expect(await connected(after.terminal)).toEqual([`softphone by ${second}`]);
  },
);

it.each(NETWORKS)(
  'C1.5 over %s a terminal that is not connected is told nothing',
  async (network) => {
    const alice = await addPerson(system, 'alice');
    const { terminal } = await connectNew(system, alice, { network });
    await terminal.call('terminal.disconnect');
    await terminal.closed;
    expect(terminal.notes.map(({ method }) => method)).toEqual(['snapshot']);
  },
);
