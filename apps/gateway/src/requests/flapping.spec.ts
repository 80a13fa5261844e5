import { describe, expect, it } from '@jest/globals';
import { Flapping } from './flapping.js';

describe('a terminal that comes and goes', () => {
  it('connects so often a minute, each terminal by itself', () => {
    const flapping = new Flapping(3);
    const began = performance.now();
    const tried = [1, 2, 3, 4].map(() => flapping.count('alice', 'phone', began));
    expect(tried.slice(0, 3)).toEqual([0, 0, 0]);
    expect(tried[3]).toBeGreaterThan(59_000);
    expect(flapping.count('alice', 'car', began)).toBe(0);
    expect(flapping.count('alice', 'phone', began + 60_000)).toBe(0);
  });
});
