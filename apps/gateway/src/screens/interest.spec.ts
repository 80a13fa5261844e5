import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Bus } from '@liaison/bus';
import { type SpecEngine, specEngine } from '@liaison/bus/fixtures';
import { Interest } from './interest.js';

const PUSHES = 500;

let engine: SpecEngine;
let bus: Bus;
beforeAll(async () => {
  engine = await specEngine(1);
  bus = await engine.connect('gateway');
}, 30_000);
afterAll(() => engine.end());

it('no push is missed while it changes from users to their whole partition', async () => {
  const heard = new Set<string>();
  const interest = new Interest(
    bus,
    (message) => {
      // In the midst of what is on its way.
      if (heard.size === 0) interest.watch('bob');
      heard.add(Buffer.from(message.data).toString());
    },
    1,
  );
  interest.watch('alice');
  await bus.nc.flush();
  const owner = await engine.connect('owner');
  for (let n = 0; n < PUSHES; n++) owner.nc.publish(bus.subjects.live('alice'), String(n));
  // Whatever the engine had by then it has sent by then.
  await owner.nc.flush();
  await bus.nc.flush();
  expect(heard.size).toBe(PUSHES);
  interest.unwatch('alice');
  interest.unwatch('bob');
});
