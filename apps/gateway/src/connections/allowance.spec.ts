import { describe, expect, it } from '@jest/globals';
import { savedMsMax, takeOne } from './allowance.js';

const limits = { commandsPerSecond: 20, commandsBurst: 60 };

const fresh = () => ({ savedMs: savedMsMax(limits), countedAtMs: 0 });

const taken = (allowance: ReturnType<typeof fresh>, atMs: number, asked: number) =>
  Array.from({ length: asked }, () => takeOne(allowance, atMs, limits)).filter((ms) => ms === 0)
    .length;

describe('a terminal may send 20 requests a second, 60 at once', () => {
  it('60 at once, then none, and says when to come back', () => {
    const allowance = fresh();
    expect(taken(allowance, 0, 100)).toBe(60);
    expect(takeOne(allowance, 0, limits)).toBe(50);
    expect(takeOne(allowance, 49, limits)).toBe(1);
    expect(takeOne(allowance, 50, limits)).toBe(0);
  });

  it('20 a second for ever', () => {
    const allowance = fresh();
    taken(allowance, 0, 60);
    let accepted = 0;
    for (let ms = 10; ms <= 10_000; ms += 10) accepted += taken(allowance, ms, 1);
    expect(accepted).toBe(200);
  });

  it('after a long pause 60 again, never more', () => {
    const allowance = fresh();
    taken(allowance, 0, 60);
    expect(taken(allowance, 3_600_000, 100)).toBe(60);
  });
});
