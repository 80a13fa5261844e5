import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@liaison/bus/fixtures';
import { BareClient } from './fixtures/bare-client.js';
import { RunningRegistry, resultOf } from './fixtures/running-registry.js';

describe('the owner of a service', () => {
  let registry: RunningRegistry;
  beforeAll(async () => {
    registry = await RunningRegistry.start();
    await registry.letIn();
    await registry.replica(true);
    for (const service of ['tel', 'sms', 'again', 'left', 'quiet']) {
      await registry.operator('service.register', { service });
    }
  }, 30_000);
  afterAll(() => registry.stop(), 30_000);

  const connected = async (service: string, connection: string): Promise<BareClient> => {
    const bare = await BareClient.open(registry.engine.url, service, 'a secret');
    resultOf(await registry.connect(service, connection, undefined, bare.client));
    return bare;
  };

  it('learns at once from the engine that a connection has ended', async () => {
    const bare = await connected('tel', 'c1');
    const beganMs = performance.now();
    bare.die();
    expect(await until('it is lost', () => registry.ended('tel'))).toBe('lost of c1');
    expect(performance.now() - beganMs).toBeLessThan(2_000);
    await until('it is paused', async () => (await registry.durable('tel'))?.paused);
  });

  it('takes no late word of the engine for the end of a connection that has begun anew', async () => {
    const before = await connected('again', 'c1');
    const after = await connected('again', 'c1');
    before.die();
    await connected('tel', 'c2').then((bare) => bare.die());
    await until('the next one is lost', async () => (await registry.ended('tel')) === 'lost of c2');
    expect(await registry.ended('again')).toBeUndefined();
    after.die();
    expect(await until('it is lost', () => registry.ended('again'))).toBe('lost of c1');
  });

  it('has the engine end the connections that an operator kicks', async () => {
    const bare = await connected('sms', 'c1');
    const other = await connected('sms', 'c2');
    await registry.operator('service.kick', { service: 'sms', connection: 'c1' });
    await bare.ended();
    expect(await registry.ended('sms')).toBe('kicked of c1');
    const alive = await registry.service('sms', 'service.alive', { connection: 'c2' });
    expect(alive).toMatchObject({ accepted: { result: { leaseMs: 10_000 } } });
    other.die();
  });

  it('loses a connection that says nothing for ten seconds, though the engine says nothing either', async () => {
    await registry.connect('quiet', 'c1');
    const last = await until('it is lost', () => registry.ended('quiet'));
    expect(last).toBe('lost of c1');
    const data = (await registry.last('quiet'))?.data as { readonly lastSeen: string };
    expect(Date.now() - Date.parse(data.lastSeen)).toBeGreaterThan(9_000);
  }, 30_000);
});

describe('a service that was left without an owner', () => {
  let registry: RunningRegistry;
  beforeAll(async () => {
    registry = await RunningRegistry.start();
  }, 30_000);
  afterAll(() => registry.stop(), 30_000);

  it('is found by the next one, connected in the log and without a lease', async () => {
    const first = await registry.replica();
    for (const service of ['tel', 'sms']) {
      await registry.operator('service.register', { service });
      await registry.connect(service, 'c1');
    }
    await first.stop();
    await registry.leases.end({ service: 'tel', connection: 'c1' });
    expect(await registry.ended('tel')).toBeUndefined();
    await registry.replica();
    expect(await until('it is lost', () => registry.ended('tel'))).toBe('lost of c1');
    await until('it is paused', async () => (await registry.durable('tel'))?.paused);
    expect(await registry.ended('sms')).toBeUndefined();
    expect((await registry.durable('sms'))?.paused).toBe(false);
  }, 30_000);

  it('has one owner among several, and every one answers', async () => {
    await registry.replica();
    await registry.operator('service.register', { service: 'fax' });
    for (let at = 0; at < 8; at++) resultOf(await registry.connect('fax', `c${at}`));
    for (let at = 0; at < 8; at++)
      await registry.leases.end({ service: 'fax', connection: `c${at}` });
    await until('all are lost', async () => (await registry.durable('fax'))?.paused);
    const last = await registry.last('fax');
    expect(last?.data['head']).toMatchObject({ declaration: { version: 1 }, connections: [] });
    // Registered, declared, and each of the eight connected and lost once.
    expect(last?.revision).toBe(18);
  }, 30_000);

  it('has a durable that was deleted made again', async () => {
    await registry.durables.remove('sms');
    expect(await registry.durable('sms')).toBeUndefined();
    await until('it is there', () => registry.durable('sms'));
  }, 30_000);
});
