import { describe, expect, it } from '@jest/globals';
import { onGrid, toGridMs } from './grid.js';

describe('an answer comes on a grid of 25 ms from its arrival', () => {
  it.each([
    [0, 25],
    [0.1, 24.9],
    [24, 1],
    [25, 0],
    [26, 24],
    [70, 5],
  ])('after %d ms it waits %d', (afterMs, waitMs) => {
    expect(toGridMs(1_000, 1_000 + afterMs)).toBeCloseTo(waitMs, 6);
  });

  it('and never before it, wherever in a millisecond the request arrived', async () => {
    const waits = Array.from({ length: 200 }, async (_, at) => {
      const arrivedMs = performance.now() - at / 20;
      await onGrid(arrivedMs);
      return performance.now() - arrivedMs;
    });
    expect(Math.min(...(await Promise.all(waits)))).toBeGreaterThanOrEqual(25);
  });
});
