import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { handed, handedTo } from '../harness/items.js';
import { Newsroom } from '../harness/newsroom.js';
import {
  addPerson,
  type ConnectedTerminal,
  connectAgain,
  connectNew,
  profileOf,
} from '../harness/people.js';
import { useProfile } from '../harness/profiles.js';
import { ServedSchemas } from '../harness/schemas.js';
import { System } from '../harness/system.js';
import { RpcError, Terminal } from '../harness/terminal.js';
import { alterations, answer, errorTo, noteOf, request } from './frames.js';

describe('every method of the protocol', () => {
  let system: System;
  let schemas: ServedSchemas;
  let one: ConnectedTerminal;
  let login: { login: string; password: string };

  beforeAll(async () => {
    system = await System.start({ services: true, env: { LIAISON_SHOWN: 'true' } });
    schemas = new ServedSchemas(system.httpUrl('gateway'));
    const alice = await addPerson(system, 'alice');
    login = { login: alice.login, password: alice.password };
    one = await connectNew(system, alice);
  });
  afterAll(() => system.stop());

  /** Does the served schema of this name admit the frame? */
  const valid = async (name: string, frame: object): Promise<boolean> =>
    (await schemas.faults(`terminal/${name}.json`, frame)).length === 0;
  const user = 'somebody';
  /** In an order in which each finds what it needs. */
  const CALLS: [string, () => object][] = [
    ['auth.login', () => login],
    ['auth.refresh', () => ({ refresh: one.refresh })],
    ['terminal.enrol', () => ({ token: one.token, kind: 'phone', label: 'another' })],
    ['terminal.list', () => ({})],
    ['profile.upload', () => ({ profile: profileOf() })],
    ['profile.list', () => ({})],
    ['profile.get', () => ({ profile: 'work' })],
    ['profile.activate', () => ({ profile: 'work' })],
    ['mode.activate', () => ({ mode: 'office' })],
    ['mode.clear', () => ({})],
    ['explain', () => ({ viewer: user })],
    ['explain', () => ({ viewer: user, past: 'held' })],
    ['profile.preview', () => ({ profile: profileOf(), viewers: [user] })],
    ['connectability.get', () => ({ user })],
    ['contact.block', () => ({ user })],
    ['contact.unblock', () => ({ user })],
    ['profile.deactivate', () => ({ profile: 'work' })],
    ['profile.delete', () => ({ profile: 'work' })],
    ['authorisation.ask', () => ({ user })],
    ['authorisation.retract', () => ({ user })],
    ['authorisation.grant', () => ({ user })],
    ['authorisation.withdraw', () => ({ user })],
    ['authorisation.grant', () => ({ user, expires: '9999-12-31T23:59:59.999Z' })],
    ['authorisation.list', () => ({})],
    ['authorisation.deny', () => ({ user })],
    ['authorisation.list', () => ({})],
    ['service.list', () => ({})],
    ['service.activate', () => ({ service: 'telephony' })],
    ['service.deactivate', () => ({ service: 'telephony' })],
    ['service.call', () => ({ service: 'telephony', operation: 'dial', payload: {} })],
    ['event.list', () => ({})],
    ['event.subscribe', () => ({ service: 'telephony', type: 'call.missed' })],
    ['event.unsubscribe', () => ({ service: 'telephony', type: 'call.missed' })],
    ['notification.fetch', () => ({})],
    ['notification.acknowledge', () => ({ ids: ['n1'] })],
    ['call.select', () => ({ terminal: null })],
  ];
  /** There is no service `telephony` here, and one that is not open is told no differently. */
  const OF_SERVICES = new Set([
    'service.activate',
    'service.deactivate',
    'service.call',
    'event.subscribe',
    'event.unsubscribe',
  ]);

  it.each(CALLS)('%s is answered as its served schema says', async (method, params) => {
    const sent = { jsonrpc: '2.0', id: 1, method, params: params() };
    expect(await schemas.faults(`terminal/${method}.request.json`, sent)).toEqual([]);
    try {
      const result = await one.terminal.call(method, params());
      expect(await schemas.faults(`terminal/${method}.result.json`, answer(result))).toEqual([]);
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      expect([OF_SERVICES.has(method), error.refusal]).toEqual([true, 'unknown-service']);
    }
  });

  it('connects, removes and disconnects a terminal by the schemas too', async () => {
    const carol = await addPerson(system, 'carol');
    const second = await connectNew(system, carol);
    const socket = await Terminal.open(system.terminalUrl());
    const connect = { token: second.token, terminal: second.id };
    const result = await socket.call('terminal.connect', connect);
    expect(await schemas.faults('terminal/terminal.connect.result.json', answer(result))).toEqual(
      [],
    );
    const enrol = { token: second.token, kind: 'browser', label: 'to be removed' };
    const { terminal } = await socket.call<{ terminal: string }>('terminal.enrol', enrol);
    const removed = await socket.call('terminal.remove', { terminal });
    expect(await schemas.faults('terminal/terminal.remove.result.json', answer(removed))).toEqual(
      [],
    );
    const left = await socket.call('terminal.disconnect');
    expect(await schemas.faults('terminal/terminal.disconnect.result.json', answer(left))).toEqual(
      [],
    );
    expect((await socket.closed).code).toBe(1000);
  });

  it('sends notifications that the served schemas admit, and none with an altered member', async () => {
    const [bob, dave] = await Promise.all([addPerson(system, 'bob'), addPerson(system, 'dave')]);
    const [target, viewer] = [await connectNew(system, bob), await connectNew(system, dave)];
    await useProfile(viewer.terminal, profileOf({ contacts: [bob.user] }));
    await useProfile(target.terminal, profileOf());
    await viewer.terminal.shows(bob.user, 'connectable');
    const told = viewer.terminal.next((note) => note.method === 'self');
    await viewer.terminal.call('mode.activate', { mode: 'office' });
    await told;
    const asked = viewer.terminal.next((note) => note.method === 'authorisation.asked');
    await target.terminal.call('authorisation.ask', { user: dave.user });
    await asked;
    const closing = viewer.terminal.next((note) => note.method === 'closing');
    await connectAgain(system, viewer);
    await closing;
    for (const note of viewer.terminal.notes) {
      const frame = { jsonrpc: '2.0', method: note.method, params: note.params };
      const name = `terminal/${note.method}.notification.json`;
      expect(await schemas.faults(name, frame)).toEqual([]);
      const surplus = { ...frame, params: { ...note.params, surplus: 1 } };
      expect(await schemas.faults(name, surplus)).not.toEqual([]);
      const [first = ''] = Object.keys(note.params);
      const altered = { ...frame, params: { ...note.params, [first]: { wrong: true } } };
      expect(await schemas.faults(name, altered)).not.toEqual([]);
    }
    const kinds = new Set(viewer.terminal.notes.map((note) => note.method));
    expect([...kinds].toSorted()).toEqual([
      'authorisation.asked',
      'closing',
      'connectability',
      'self',
      'snapshot',
    ]);
  });

  it('hands over and gives out event notifications, and says what was shown, by the schemas', async () => {
    const room = await Newsroom.open(system);
    const { user, terminal } = await room.reader('rita');
    await room.emit('news', {
      subject: user,
      data: { about: 'tea' },
      time: '2026-01-05T08:00:00Z',
    });
    await handedTo(terminal, 1);
    const [item] = handed(terminal);
    expect(await valid('notification.notification', noteOf(item))).toBe(true);
    for (const altered of [{ ...item, place: 1 }, { ...item, event: 'news' }, { id: item?.id }]) {
      expect(await valid('notification.notification', noteOf(altered))).toBe(false);
    }
    const fetched = await terminal.call('notification.fetch');
    expect(fetched).toEqual({ items: [item], left: 0 });
    expect(await valid('notification.fetch.result', answer(fetched))).toBe(true);

    const bob = await addPerson(system, 'bob');
    const watching = await connectNew(system, bob);
    await useProfile(watching.terminal, profileOf({ contacts: [user] }));
    const shown = await until('it is recorded', () =>
      terminal.call('explain', { viewer: bob.user, past: 'shown' }).catch(() => undefined),
    );
    expect(shown).toMatchObject({ state: 'connectable', past: 'shown' });
    expect(await valid('explain.result', answer(shown))).toBe(true);
    await room.paper.leave();
  });

  it('refuses with error frames that the served schema admits, and none with an altered member', async () => {
    const { terminal } = await connectNew(system, await addPerson(system, 'erin'));
    const socket = await Terminal.open(system.terminalUrl());
    for (const [from, text] of [
      [terminal, '{"jsonrpc":"2.0","id":1,'],
      [terminal, request(null, 'terminal.list')],
      [terminal, request('a', 'profile.explode')],
      [terminal, request('b', 'mode.activate', { mode: 7 })],
      [terminal, request('c', 'mode.activate', { mode: 'office' })],
      [terminal, request('d', 'profile.upload', { profile: profileOf({ zone: 'Mars' }) })],
      [terminal, request('e', 'event.subscribe', { service: 'x', type: 'y' })],
      [terminal, request('f', 'profile.get', { profile: 'none' })],
      [socket, request('g', 'terminal.list')],
    ] as const) {
      const frame = await errorTo(from, text);
      expect(await schemas.faults('terminal/error.json', frame)).toEqual([]);
      for (const altered of alterations(frame)) {
        expect(await schemas.faults('terminal/error.json', altered)).not.toEqual([]);
      }
    }
    socket.cut();
  });

  it('serves an AsyncAPI 3 document that names every method', async () => {
    const response = await fetch(`${system.httpUrl('gateway')}/asyncapi.json`);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ asyncapi: expect.stringMatching(/^3\./) });
    for (const [method] of CALLS) expect(text).toContain(method);
  });
});
