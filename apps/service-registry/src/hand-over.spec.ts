import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@liaison/bus/fixtures';
import { RunningRegistry, resultOf } from './fixtures/running-registry.js';

describe('a service is handed notifications', () => {
  let registry: RunningRegistry;
  beforeAll(async () => {
    registry = await RunningRegistry.start();
    await registry.replica();
    await registry.operator('service.register', { service: 'push' });
  }, 30_000);
  afterAll(() => registry.stop(), 30_000);

  const fetched = async (): Promise<readonly string[]> => {
    const consumer = await registry.bus.js.consumers.get('EVENTS_OUT', 'svc-push');
    const bodies: string[] = [];
    for await (const message of await consumer.fetch({ max_messages: 8, expires: 1_000 })) {
      bodies.push(message.string());
      message.ack();
    }
    return bodies;
  };
  const isPaused = (paused: boolean) => async () =>
    (await registry.durable('push'))?.paused === paused;

  it('while a process of it is connected, and none without a lease', async () => {
    await registry.connect('push', 'c1');
    await registry.connect('push', 'c2');
    await registry.notify('push', 'one');
    expect(await fetched()).toEqual(['one']);
    await registry.leases.end({ service: 'push', connection: 'c1' });
    await until('one is lost', async () => (await registry.ended('push')) === 'lost of c1');
    expect(await isPaused(false)()).toBe(true);
    await registry.leases.end({ service: 'push', connection: 'c2' });
    await until('it is paused', isPaused(true));
    await registry.notify('push', 'two');
    expect(await fetched()).toEqual([]);
  });

  it('in order, on its next connect, and is told how many wait (C6.2)', async () => {
    await registry.notify('push', 'three');
    const result = resultOf(await registry.connect('push', 'c3'));
    expect(result['backlog']).toBe(2);
    expect(await fetched()).toEqual(['two', 'three']);
  });
});
