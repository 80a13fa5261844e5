import { describe, expect, it } from '@jest/globals';
import { FAMILY_LIFETIME_MS, type RefreshFamily, newFamily, show } from './refresh-family.js';

const T0 = '2026-01-05T08:00:00.000Z';
const after = (ms: number): string => new Date(Date.parse(T0) + ms).toISOString();

function next(family: RefreshFamily, hash: string, successor: string, ms: number): RefreshFamily {
  const shown = show(family, hash, successor, after(ms));
  if (!('next' in shown)) throw new Error(`ended: ${shown.ended}`);
  return shown.next;
}

describe('a refresh token', () => {
  const second = next(newFamily('a', T0), 'a', 'b', 60_000);

  it('is replaced when it is used', () => {
    expect(second.current).toBe('b');
    expect(next(second, 'b', 'c', 120_000).current).toBe('c');
  });

  it('may be sent once more, immediately, when the answer was lost', () => {
    const retried = next(second, 'a', 'b2', 61_000);
    expect(retried.current).toBe('b2');
    expect(show(retried, 'a', 'b3', after(61_500))).toEqual({ ended: 'reused' });
    expect(next(retried, 'b2', 'c', 120_000).current).toBe('c');
  });

  it('that was overtaken by a retry ends the family when it turns up', () => {
    expect(show(next(second, 'a', 'b2', 61_000), 'b', 'c', after(62_000))).toEqual({
      ended: 'reused',
    });
  });

  it('used again later ends the family', () => {
    expect(show(second, 'a', 'x', after(70_001))).toEqual({ ended: 'reused' });
  });

  it('from long ago ends the family', () => {
    const third = next(second, 'b', 'c', 61_000);
    expect(show(third, 'a', 'x', after(61_001))).toEqual({ ended: 'reused' });
  });

  it('ends with its login', () => {
    expect(show(newFamily('a', T0), 'a', 'b', after(FAMILY_LIFETIME_MS))).toEqual({
      ended: 'expired',
    });
  });
});
