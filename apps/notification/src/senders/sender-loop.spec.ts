import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Playground, playground } from '@liaison/bus/fixtures';
import { Folds } from '../in-force/folds.js';
import { SenderLoop, type SenderParts } from './sender-loop.js';
import { SentMark } from './sent-mark.js';

const mine = (): boolean => true;

let ground: Playground;
beforeAll(async () => {
  ground = await playground(1);
});
afterAll(() => ground.end());

it('a sender that is lost while its past is still read is let go of', async () => {
  const { bus } = ground;
  const failures = { add: () => undefined };
  // It never comes to what else it is made from.
  const parts = { bus, folds: new Folds(bus, { add: () => undefined }) } as SenderParts;
  const sent = new SentMark({ bus, failures, mine }, 0);
  const loop = new SenderLoop(parts, { sender: 'tel', sent, mine, fenced: () => undefined });
  loop.start();
  await loop.stop();
  expect(loop.fault).toBeUndefined();
});
