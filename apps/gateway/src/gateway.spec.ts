import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
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
    expect(terminal.wire.socket.protocol).toBe('liaison.v1');
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
    house.stage.line.cut();
    // It renews every two seconds.
    await becomes((age) => age > 3);
    house.stage.line.heal();
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
