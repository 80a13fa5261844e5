import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { Idle } from './idle.js';

it('whoever ends waits until the last of what is under way is over', async () => {
  let underWay = 2;
  const idle = new Idle(() => underWay === 0);
  let waits = true;
  const reached = Promise.all([idle.reached(), idle.reached(60_000)]).then(() => (waits = false));
  underWay--;
  idle.look();
  await turn();
  expect(waits).toBe(true);
  underWay--;
  idle.look();
  await reached;
  await idle.reached();
  expect(waits).toBe(false);
});

it('whoever ends waits only so long', async () => {
  await new Idle(() => false).reached(1);
});
