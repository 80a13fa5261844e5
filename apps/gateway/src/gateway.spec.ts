import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { uuidV7Ms } from '@liaison/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { House } from './fixtures/house.js';
import { stateOf } from './fixtures/stage.js';

const LOOKS_MAX = 400;

/** Value of the first metric that begins like this. */
const value = (metrics: string, name: string) =>
  Number(
    metrics
      .split('\n')
      .find((line) => line.startsWith(name))
      ?.split(' ')[1],
  );

describe('a terminal at a gateway', () => {
  let house: House;
  beforeAll(async () => {
    house = await House.open({ origins: 'https://phone.example, http://localhost:8080' });
  });
  afterAll(() => house.close());

  it('connects: the result, and the snapshot as the next message', async () => {
    await house.stage.putState('bob', stateOf('connectable'));
    house.stage.setSelf('alice', { contactsRevision: 4, contacts: ['bob'] });
    const terminal = await house.connected('alice');
    expect(terminal.frames.map((frame) => frame['method'] ?? 'answer')).toEqual([
      'answer',
      'snapshot',
    ]);
    const [answer, snapshot] = terminal.frames as [never, never];
    expect(answer['result']).toMatchObject({ user: 'alice', terminal: 'alice-1' });
    expect(snapshot['params']).toMatchObject({ revision: 4, contacts: [['bob', 'connectable']] });
    const [asked] = house.others.of('terminal.connect');
    expect(asked).toMatchObject({ app: 'access-monitor', actor: 'user/alice/alice-1' });
    expect(asked?.data).toMatchObject({ user: 'alice', terminal: 'alice-1', network: 'websocket' });
    await house.stage.putState('bob', stateOf('not-connectable'));
    expect(await terminal.note('connectability')).toEqual({
      user: 'bob',
      state: 'not-connectable',
      n: 1,
    });
  });

  it('may only log in, enrol and connect before', async () => {
    const terminal = await house.socket();
    expect(await terminal.codeOf('profile.list')).toBe('not-authenticated');
    const token = await house.others.token('ida');
    house.others.answers.set('terminal.enrol', () => ({
      accepted: { result: { terminal: 't1' } },
    }));
    const enrol = { token, kind: 'phone', label: 'P' };
    expect((await terminal.ask('terminal.enrol', enrol)).result).toEqual({ terminal: 't1' });
    expect(house.others.of('terminal.enrol')[0]).toMatchObject({
      app: 'auth',
      actor: 'user/ida',
      data: { user: 'ida', kind: 'phone', label: 'P' },
    });
    expect(await terminal.codeOf('mode.clear')).toBe('not-connected');
    expect(await terminal.codeOf('terminal.connect', { token, terminal: 't1' })).toBe('accepted');
    expect(await terminal.codeOf('mode.clear')).toBe('accepted');
    const again = await terminal.codeOf('terminal.connect', { token, terminal: 't1' });
    expect(again).toBe('already-connected');
  });

  it('shows a token of its own user, and a terminal of its own', async () => {
    const terminal = await house.socket();
    const token = await house.others.token('eve');
    expect(await terminal.codeOf('terminal.connect', { token: 'x', terminal: 'e' })).toBe(
      'not-authenticated',
    );
    expect(await terminal.codeOf('terminal.connect', { token, terminal: 'foreign' })).toBe(
      'unknown-terminal',
    );
    expect(await terminal.codeOf('terminal.connect', { token, terminal: 'eve-1' })).toBe(
      'accepted',
    );
    const others = { token: await house.others.token('fay'), kind: 'phone', label: 'P' };
    expect(await terminal.codeOf('terminal.enrol', others)).toBe('not-permitted');
    const stolen = { token: await house.others.token('fay'), refresh: 'r', user: 'fay' };
    house.others.answers.set('auth.login', () => ({ accepted: { result: stolen } }));
    const login = { login: 'fay', password: 'p' };
    expect(await terminal.codeOf('auth.login', login)).toBe('not-permitted');
  });

  it('has its requests taken to who answers them, with what the gateway knows', async () => {
    const terminal = await house.connected('gus');
    const command = '019b8d2b-8c00-7b2a-8000-000000000001';
    expect((await terminal.ask('mode.activate', { mode: 'office', command })).result).toEqual({
      changed: true,
    });
    expect(house.others.of('mode.activate').at(-1)).toMatchObject({
      app: 'access-monitor',
      command,
      actor: 'user/gus/gus-1',
      data: { user: 'gus', mode: 'office' },
    });
    await terminal.ask('contact.block', { user: 'bob' });
    const block = house.others.of('contact.block').at(-1);
    expect(block).toMatchObject({ app: 'availability', data: { user: 'gus', viewer: 'bob' } });
    expect(uuidV7Ms(block?.command ?? '')).toBeGreaterThan(0);
    house.others.answers.set('profile.list', () => ({ accepted: { result: { items: [] } } }));
    expect((await terminal.ask('profile.list')).result).toEqual({ items: [] });
    expect(house.others.of('profile.list').at(-1)?.command).toBeUndefined();
  });

  it('is told the command to repeat where the outcome is unknown', async () => {
    const terminal = await house.connected('hal');
    house.others.answers.set('mode.clear', ({ command }) => ({ unknown: { command: command! } }));
    const { error } = await terminal.ask('mode.clear');
    house.others.answers.delete('mode.clear');
    const sent = house.others.of('mode.clear').at(-1)?.command;
    expect(error?.data).toMatchObject({ code: 'outcome-unknown', command: sent });
  });

  it('is told every fault of its params, and which method there is none of', async () => {
    const terminal = await house.connected('ivy');
    const { error } = await terminal.ask('mode.activate', { until: 5 });
    expect(error).toMatchObject({
      code: -32602,
      data: {
        code: 'malformed',
        faults: [{ field: '/mode' }, { field: '/until' }],
      },
    });
    expect((await terminal.ask('mode.fly')).error).toMatchObject({
      code: -32601,
      data: { code: 'unknown-method' },
    });
  });

  it('asks about strangers, and retracts, on a grid of 25 ms; as often as the owner of their partition lets them', async () => {
    house.others.answers.set('connectability.get', ({ data }) => ({
      accepted: { result: { user: data['target'], state: 'unknown' } },
    }));
    const terminal = await house.connected('jan');
    const began = performance.now();
    const { result } = await terminal.ask('connectability.get', { user: 'nobody' });
    expect(performance.now() - began).toBeGreaterThanOrEqual(24);
    expect(result).toEqual({ user: 'nobody', state: 'unknown' });
    const ask = (n: number) => terminal.ask('connectability.get', { user: `n${n}` });
    const codes = await Promise.all(Array.from({ length: 31 }, (_, n) => ask(n)));
    const refused = codes.filter(({ error }) => error !== undefined);
    expect(refused).toHaveLength(2);
    expect(refused[0]?.error?.data).toMatchObject({
      code: 'too-many-requests',
      retryAfterMs: 5_000,
    });
    expect(house.others.of('connectability.get')).toHaveLength(30);
    house.others.answers.set('authorisation.retract', () => ({ accepted: { result: {} } }));
    const retracted = performance.now();
    await terminal.ask('authorisation.retract', { user: 'nobody' });
    expect(performance.now() - retracted).toBeGreaterThanOrEqual(24);
  });

  it('may send 60 requests at once, then has to wait', async () => {
    const terminal = await house.connected('kim');
    const answers = await Promise.all(
      Array.from({ length: 80 }, () => terminal.ask('profile.list')),
    );
    const limited = answers.filter(({ error }) => error?.data.code === 'too-many-requests');
    expect(limited.length).toBeGreaterThan(10);
    expect(limited[0]?.error?.data['retryAfterMs']).toBeGreaterThan(0);
    expect(answers.filter(({ result }) => result !== undefined).length).toBeGreaterThanOrEqual(59);
  });

  it.each([
    ['without the subprotocol', [], {}, 400],
    ['from another Origin', ['liaison.v1'], { origin: 'https://evil.example' }, 403],
  ])('is refused at the handshake %s', async (_what, protocols, options, status) => {
    const socket = new WebSocket(
      `${house.gateway.url.replace('http', 'ws')}/terminal`,
      protocols,
      options,
    );
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toContain(String(status));
  });

  it('may come from a listed Origin', async () => {
    const terminal = await house.socket({ origin: 'https://phone.example' });
    expect(terminal.socket.protocol).toBe('liaison.v1');
  });

  it('counts its connections, requests by outcome, and frames pushed', async () => {
    const text = async () => (await fetch(`${house.gateway.url}/metrics`)).text();
    const names = [
      'liaison_connections{',
      'liaison_sockets{',
      'liaison_watched_users{',
      'liaison_pushes_total{',
      'liaison_requests_total{verb="mode.activate",outcome="accepted"',
      'liaison_requests_total{verb="mode.activate",outcome="malformed"',
      'liaison_requests_total{verb="unknown",outcome="malformed"',
    ];
    await house.stage.putState('lou', stateOf('connectable'));
    house.stage.setSelf('max', { contactsRevision: 1, contacts: ['lou'] });
    const before = await text();
    const terminal = await house.connected('max');
    await house.stage.putState('lou', stateOf('in-transfer'));
    await terminal.note('connectability');
    await terminal.ask('mode.activate', { mode: 'office' });
    await terminal.ask('mode.activate', { mode: '' });
    await terminal.ask('mode.explode');
    const after = await text();
    expect(names.map((name) => value(after, name) - (value(before, name) || 0))).toEqual([
      1, 1, 1, 1, 1, 1, 1,
    ]);
  });

  it('says how old its lease is: older while it cannot renew it, young once it can', async () => {
    const becomes = async (isIt: (age: number) => boolean): Promise<void> => {
      for (let look = 0; look < LOOKS_MAX; look++) {
        const text = await (await fetch(`${house.gateway.url}/metrics`)).text();
        if (isIt(value(text, 'liaison_lease_age_seconds'))) return;
        await pause(50);
      }
      throw new Error('the age of the lease did not become that');
    };
    house.stage.proxy.cut();
    // It renews every two seconds.
    await becomes((age) => age > 3);
    house.stage.proxy.mend();
    await becomes((age) => age < 1);
  });

  it('serves its documents', async () => {
    const { url } = house.gateway;
    const get = async (path: string) => (await fetch(`${url}${path}`)).json();
    expect(await get('/asyncapi.json')).toMatchObject({ asyncapi: '3.0.0' });
    const name = 'terminal/snapshot.notification.json';
    expect(await get('/schemas')).toMatchObject({ schemas: expect.arrayContaining([name]) });
    expect(await get(`/schemas/${name}`)).toMatchObject({ type: 'object' });
    expect(await get('/schemas/constructor')).toMatchObject({ statusCode: 404 });
  });
});
