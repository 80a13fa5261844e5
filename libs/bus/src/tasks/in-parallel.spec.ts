import { setImmediate as breath } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { inParallel } from './in-parallel.js';

it('work is done for each item, so many at once and no more', async () => {
  const done: number[] = [];
  let underWay = 0;
  let most = 0;
  await inParallel([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
    most = Math.max(most, ++underWay);
    await breath();
    underWay--;
    done.push(item);
  });
  expect(most).toBe(3);
  expect(done).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

it('after a failure nothing more is begun, and it is thrown once what was begun has ended', async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const all = inParallel([1, 2, 3, 4, 5], 2, async (item) => {
    begun.push(item);
    if (item === 1) throw new Error('the first fails');
    await breath();
    ended.push(item);
  });
  await expect(all).rejects.toThrow('the first fails');
  expect([begun, ended]).toEqual([[1, 2], [2]]);
});
