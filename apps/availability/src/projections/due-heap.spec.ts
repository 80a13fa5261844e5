import { describe, expect, it } from '@jest/globals';
import { DueHeap } from './due-heap.js';

describe('what falls due', () => {
  it('comes out earliest first, in whatever order it went in', () => {
    const heap = new DueHeap();
    const minutes = [...Array(60).keys()].map((n) => (n * 37) % 60);
    for (const minute of minutes) {
      heap.push({ at: `2026-01-05T08:${String(minute).padStart(2, '0')}:00.000Z` });
    }
    const out = minutes.map(() => heap.pop()?.at);
    expect(out).toEqual(out.toSorted((a, b) => (String(a) < String(b) ? -1 : 1)));
    expect(heap.pop()).toBeUndefined();
  });

  it('can be thinned out, and comes out in order still', () => {
    const heap = new DueHeap();
    for (const hour of ['11', '09', '12', '08', '10']) {
      heap.push({ at: `2026-01-05T${hour}:00:00.000Z` });
    }
    heap.keep(({ at }) => !at.includes('T09'));
    const out = [1, 2, 3, 4, 5].map(() => heap.pop()?.at.slice(11, 13));
    expect(out).toEqual(['08', '10', '11', '12', undefined]);
  });

  it('is looked at without being taken out', () => {
    const heap = new DueHeap();
    expect(heap.first()).toBeUndefined();
    heap.push({ at: '2026-01-05T09:00:00.000Z' });
    heap.push({ at: '2026-01-05T08:00:00.000Z' });
    expect(heap.first()?.at).toBe('2026-01-05T08:00:00.000Z');
    expect(heap.size).toBe(2);
  });
});
