import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Playground, playground, until } from '@liaison/bus/fixtures';
import type { ItemsAnnounced, SelfDocument } from '@liaison/contracts';
import { Monitor } from './monitor.js';
import type { MonitorEvent } from './monitor-event.js';

const owner = 'r1.1';

let ground: Playground;
beforeAll(async () => {
  ground = await playground();
}, 30_000);
afterAll(() => ground.end());

it('goes on to tell what users are told where it is announced what waits for one', async () => {
  const { bus } = ground;
  const told: MonitorEvent[] = [];
  const monitor = new Monitor(await ground.connect('monitor'), (event) => told.push(event));
  await monitor.start();
  const announce = (body: ItemsAnnounced | SelfDocument) =>
    bus.nc.publish(bus.subjects.self('alice'), JSON.stringify(body));
  announce({ waiting: 1, end: 0 });
  announce({
    user: 'alice',
    owner,
    revision: 1,
    contactsRevision: 1,
    contacts: ['bob'],
    profiles: [],
    terminals: [],
    pending: [],
  } as unknown as SelfDocument);
  await until('bob is told of', () => told.length > 0);
  expect(told).toMatchObject([
    { event: 'connectability', viewer: 'alice', user: 'bob', state: 'unknown' },
  ]);
  expect(monitor.contactsOf('alice')).toEqual([['bob', 'unknown']]);
  monitor.stop();
});
