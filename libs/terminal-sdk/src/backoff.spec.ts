import { describe, expect, it } from '@jest/globals';
import { waitMs } from './backoff.js';

const most = (): number => 1 - Number.EPSILON;

describe('the wait before the next try', () => {
  it('is anything from nothing on', () => {
    for (const attempt of [0, 1, 5, 40]) expect(waitMs(attempt, () => 0)).toBe(0);
    expect(waitMs(3, () => 0.25)).toBe(1_000);
  });

  it('may be twice as long each time, up to half a minute', () => {
    const longest = [0, 1, 2, 3, 4, 5, 6, 7, 1_000].map((attempt) => waitMs(attempt, most));
    expect(longest).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('is never shorter than the server asks for', () => {
    expect(waitMs(0, () => 0, 7_000)).toBe(7_000);
    expect(waitMs(1, () => 0.5, 7_000)).toBe(7_500);
  });
});
