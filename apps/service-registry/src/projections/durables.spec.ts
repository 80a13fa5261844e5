import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { JetStreamFactStore } from '@liaison/bus';
import type { Settings } from '@liaison/contracts';
import { SystemClock } from '@liaison/runtime';
import { RunningRegistry } from '../fixtures/running-registry.js';
import { Registrations } from '../services/registrations.js';
import { Durables } from './durables.js';

let registry: RunningRegistry;
beforeAll(async () => {
  registry = await RunningRegistry.start();
  await registry.replica();
  await registry.operator('service.register', { service: 'push' });
}, 30_000);
afterAll(() => registry.stop(), 30_000);

it('a service that is back is not paused by who has only heard yet that it left', async () => {
  const { bus } = registry;
  const keys = { keyOf: () => Promise.reject(new Error('nothing is sealed here')) };
  const clock = new SystemClock(0);
  const facts = new JetStreamFactStore({ bus, keys, clock, app: 'service-registry' });
  const registrations = new Registrations(facts);
  const durables = new Durables(bus, { ackWaitMs: 30_000 } as Settings, registrations);
  await registry.connect('push', 'c1');
  const heard = { ...(await registrations.last('push')), connections: [] };
  expect(await durables.settle('push', heard)).toMatchObject({ paused: false });
  expect(await registry.durable('push')).toMatchObject({ paused: false });
});
