import { connect, nkeyAuthenticator, nkeys } from '@nats-io/transport-node';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { registryOf } from '../harness/matches.js';
import { type KnownService, Service, accepted, logIn, newService } from '../harness/service.js';
import { System } from '../harness/system.js';

let system: System;
beforeAll(async () => {
  system = await System.start({ services: true, replicas: { auth: 2 } });
});
afterAll(async () => system?.stop());

/** Whether the engine lets somebody in who shows this. */
async function isLetIn(shown: KnownService | Parameters<typeof connect>[0]): Promise<boolean> {
  const servers = system.natsUrl;
  const dialled =
    shown !== undefined && 'secret' in shown
      ? logIn(system, shown)
      : connect({ servers, reconnect: false, ...shown });
  const nc = await dialled.catch((error: Error) => {
    if (error.name === 'AuthorizationError') return undefined;
    throw error;
  });
  await nc?.close();
  return nc !== undefined;
}

it('C8.3 a service is let in by its own secret alone', async () => {
  const [lamp, bell] = [await newService(system, 'lamp'), await newService(system, 'bell')];
  expect(await isLetIn(lamp)).toBe(true);
  const others = [
    { ...lamp, secret: 'wrong' },
    { ...lamp, secret: '' },
    { ...lamp, secret: `${lamp.secret}=` },
    { ...lamp, secret: bell.secret },
    { ...lamp, service: 'nobody-at-all' },
    { ...lamp, service: '>' },
  ];
  for (const other of others) expect([other, await isLetIn(other)]).toEqual([other, false]);
  expect(await isLetIn({})).toBe(false);
});

it('C8.3 or by an nkey whose signature is its own, never by its public half', async () => {
  const { service } = await newService(system, 'lamp');
  const [own, another] = [nkeys.createUser(), nkeys.createUser()];
  const publicKey = own.getPublicKey();
  const issued = { service, kind: 'nkey', publicKey };
  await accepted(system, 'auth', 'service.issue-identity', issued);
  expect(await isLetIn({ authenticator: nkeyAuthenticator(own.getSeed()) })).toBe(true);
  expect(await isLetIn({ authenticator: nkeyAuthenticator(another.getSeed()) })).toBe(false);
  const forged = (nonce?: string): { nkey: string; sig: string } => ({
    nkey: publicKey,
    sig: Buffer.from(another.sign(Buffer.from(nonce ?? ''))).toString('base64url'),
  });
  expect(await isLetIn({ authenticator: forged })).toBe(false);
});

it('C8.3 whoever is let in is this service, and asks for no other', async () => {
  const [lamp, bell] = [await newService(system, 'lamp'), await newService(system, 'bell')];
  const line = await Service.connect(system, lamp);
  const others = line.nc.request(`liaison.service.${bell.service}.connect`, '{}');
  await expect(others).rejects.toThrow(/permissions violation/i);
  const subscription = line.nc.subscribe(`liaison.refused.${bell.service}`);
  const heard = subscription[Symbol.asyncIterator]().next();
  await expect(heard).rejects.toThrow(/permissions violation/i);
  expect((await registryOf(system, bell.service)).map(({ type }) => type.split('.')[2])).toEqual([
    'registered',
    'opened',
  ]);
  await line.leave();
});

it('C8.3 a revoked identity ends its connections and lets nobody in; another goes on', async () => {
  const lamp = await newService(system, 'lamp');
  const { service } = lamp;
  const kind = 'secret';
  const second = await accepted(system, 'auth', 'service.issue-identity', { service, kind });
  const known = { service, secret: String(second['secret']) };
  const line = await Service.connect(system, known);
  const { identity } = second;
  await accepted(system, 'auth', 'service.revoke-identity', { service, identity });
  await until('its line is cut', () => line.nc.isClosed());
  await until('it is recorded', async () => {
    const last = (await registryOf(system, service)).at(-1);
    return last?.type === 'liaison.registry.disconnected.v1';
  });
  expect(await isLetIn(known)).toBe(false);
  // A call's subject is new with it: who knew the old one is called no more.
  const before = line.welcome['calls'];
  const again = await Service.connect(system, lamp);
  expect(again.welcome['calls']).not.toBe(before);
  await again.leave();
});

it('C8.3 a retired service is let in no more', async () => {
  const lamp = await newService(system, 'lamp');
  const line = await Service.connect(system, lamp);
  await accepted(system, 'service-registry', 'service.retire', { service: lamp.service });
  await until('its line is cut', () => line.nc.isClosed());
  expect(await isLetIn(lamp)).toBe(false);
});

it('C8.3 nor does it keep a line by which it never said that it is connected', async () => {
  const bell = await newService(system, 'bell');
  const line = await logIn(system, bell);
  await accepted(system, 'service-registry', 'service.retire', { service: bell.service });
  await until('its line is cut', () => line.isClosed());
});
