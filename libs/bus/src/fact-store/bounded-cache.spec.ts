import { describe, expect, it } from '@jest/globals';
import { BoundedCache } from './bounded-cache.js';

describe('what is remembered', () => {
  it('is no more than so many, those used last', () => {
    const cache = new BoundedCache<string, { bytes: number }>({ entriesMax: 2, bytesMax: 100 });
    cache.put('a', { bytes: 1 });
    cache.put('b', { bytes: 1 });
    expect(cache.get('a')).toEqual({ bytes: 1 });
    cache.put('c', { bytes: 1 });
    expect(cache.get('b')).toBeUndefined();
    expect(cache.get('a')).toBeDefined();
    expect(cache.get('c')).toBeDefined();
  });

  it('is no more than so many bytes, also where one alone is more', () => {
    const cache = new BoundedCache<string, { bytes: number }>({ entriesMax: 9, bytesMax: 10 });
    cache.put('a', { bytes: 6 });
    cache.put('a', { bytes: 4 });
    cache.put('b', { bytes: 6 });
    expect(cache.get('a')).toBeDefined();
    cache.put('c', { bytes: 5 });
    expect(cache.get('b')).toBeUndefined();
    cache.put('d', { bytes: 11 });
    for (const key of ['a', 'b', 'c', 'd']) expect(cache.get(key)).toBeUndefined();
  });
});
