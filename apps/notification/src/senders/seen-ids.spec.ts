import { describe, expect, it } from '@jest/globals';
import { eventName } from '@liaison/contracts';
import { SeenIds } from './seen-ids.js';

const named = (n: number): string => eventName('calendar', `e${n}`);

describe('ids seen', () => {
  it('are known, others are not', () => {
    const seen = new SeenIds();
    for (let n = 0; n < 20_000; n++) seen.add(named(n));
    for (let n = 0; n < 20_000; n++) expect(seen.has(named(n))).toBe(true);
    for (let n = 20_000; n < 40_000; n++) expect(seen.has(named(n))).toBe(false);
  });

  it('are kept for a generation after their own, and then forgotten', () => {
    const seen = new SeenIds(100);
    for (let n = 0; n < 250; n++) seen.add(named(n));
    expect(seen.has(named(249))).toBe(true);
    expect(seen.has(named(100))).toBe(true);
    expect(seen.has(named(99))).toBe(false);
  });
});
