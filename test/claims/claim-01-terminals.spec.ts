import { afterAll, beforeAll, expect, it } from '@jest/globals';
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
import { System } from '../harness/system.js';
import { Terminal } from '../harness/terminal.js';

let system: System;
beforeAll(async () => {
  system = await System.start({ replicas: { gateway: 2 } });
});
afterAll(async () => system?.stop());

const kinds = ['phone', 'softphone', 'browser'];

/** A terminal of each kind, spread over both gateways. */
async function connectOfEachKind(person: Person): Promise<ConnectedTerminal[]> {
  const terminals: ConnectedTerminal[] = [];
  for (const [index, kind] of kinds.entries()) {
    terminals.push(await connectNew(system, person, { kind, gateway: index % 2 }));
  }
  return terminals;
}

/** The kinds of the own terminals that this one was told to be connected. */
function connectedKinds(terminal: Terminal): unknown[] {
  const own = (terminal.own()['terminals'] ?? []) as Record<string, unknown>[];
  return own.filter((listed) => listed['connected']).map((listed) => listed['kind']);
}

async function listed(terminal: Terminal): Promise<unknown[][]> {
  const { items } = await terminal.call<{ items: Record<string, unknown>[] }>('terminal.list');
  return items.map((item) => [item['terminal'], item['kind'], item['connected']]);
}

it('C1.5 a phone, a softphone and a browser of one user are connected at once', async () => {
  const alice = await addPerson(system, 'alice');
  const terminals = await connectOfEachKind(alice);

  expect(new Set(terminals.map(({ connection }) => connection)).size).toBe(3);
  const expected = terminals.map(({ id }, index) => [id, kinds[index], true]);
  for (const { terminal } of terminals) {
    expect(await listed(terminal)).toEqual(expect.arrayContaining(expected));
    expect(await listed(terminal)).toHaveLength(3);
  }
});

it('C1.5 the terminals of all kinds of one user are told the same of a contact', async () => {
  const [bob, alice] = [await addPerson(system, 'bob'), await addPerson(system, 'alice')];
  const own = await connectNew(system, bob);
  const terminals = await connectOfEachKind(alice);
  await useProfile(terminals[0]?.terminal as Terminal, profileOf({ contacts: [bob.user] }));
  for (const { terminal } of terminals) await terminal.lists([bob.user]);
  await useProfile(
    own.terminal,
    profileOf({
      modes: [modeOf('office', 1), modeOf('away', 2, { availability: { state: 'not-available' } })],
    }),
  );
  for (const { terminal } of terminals) await terminal.shows(bob.user, 'connectable');
  await own.terminal.call('mode.activate', { mode: 'away' });
  for (const { terminal } of terminals) await terminal.shows(bob.user, 'not-connectable');

  await caughtUp(...terminals.map(({ terminal }) => terminal));
  for (const { terminal } of terminals) {
    expect(terminal.notesOf('connectability').map(({ params }) => params)).toEqual([
      { user: bob.user, state: 'connectable', n: 1 },
      { user: bob.user, state: 'not-connectable', n: 2 },
    ]);
  }
});

it('C1.5 a terminal that leaves, or is cut off, leaves the others of its user connected', async () => {
  const [bob, alice] = [await addPerson(system, 'bob'), await addPerson(system, 'alice')];
  const watching = await connectNew(system, bob);
  await useProfile(watching.terminal, profileOf({ contacts: [alice.user] }));
  const [phone, softphone, browser] = (await connectOfEachKind(alice)) as [
    ConnectedTerminal,
    ConnectedTerminal,
    ConnectedTerminal,
  ];
  await useProfile(phone.terminal, profileOf());
  await watching.terminal.shows(alice.user, 'connectable');

  const connected = (): unknown[] => connectedKinds(browser.terminal);
  await phone.terminal.call('terminal.disconnect');
  expect((await phone.terminal.closed).code).toBe(1000);
  if (connected().length > 2) await browser.terminal.next(() => connected().length === 2);
  softphone.terminal.cut();
  await browser.terminal.next(() => connected().length === 1);
  expect(connected()).toEqual(['browser']);
  await browser.terminal.call('terminal.disconnect');
  await watching.terminal.shows(alice.user, 'not-connectable');

  expect(watching.terminal.notesOf('connectability').map(({ params }) => params)).toEqual([
    { user: alice.user, state: 'connectable', n: 1 },
    { user: alice.user, state: 'not-connectable', n: 2 },
  ]);
});

it('C1.5 only a second connection of the same terminal ends the first', async () => {
  const alice = await addPerson(system, 'alice');
  const [phone, softphone] = (await connectOfEachKind(alice)) as [
    ConnectedTerminal,
    ConnectedTerminal,
  ];
  const closing = phone.terminal.next(({ method }) => method === 'closing', 15_000, 0);
  const again = await connectAgain(system, phone, 1);
  expect((await closing).params).toEqual({ code: 'superseded' });
  await phone.terminal.closed;
  expect(again.connection).not.toBe(phone.connection);

  await caughtUp(softphone.terminal, again.terminal);
  expect(softphone.terminal.notesOf('closing')).toEqual([]);
  expect((await listed(again.terminal)).map(([, , isConnected]) => isConnected)).toEqual([
    true,
    true,
    true,
  ]);
});

it('C1.5 a terminal is of one of the three kinds, or is not enrolled', async () => {
  const alice = await addPerson(system, 'alice');
  const { terminal, token } = await connectNew(system, alice);
  const stranger = await Terminal.open(system.terminalUrl());
  const refusal = await stranger.refused('terminal.enrol', { token, kind: 'fridge', label: 'F' });
  expect(refusal.code).toBe(-32602);
  expect(refusal.data?.['field']).toBe('/kind');
  expect(await listed(terminal)).toHaveLength(1);
  await stranger.close();
});
