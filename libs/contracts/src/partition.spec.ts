import { describe, expect, it } from '@jest/globals';
import { fnv1a32 } from './partition.js';

describe('the partition of a user', () => {
  // Vectors of the FNV reference, draft-eastlake-fnv.
  it.each([
    ['', 0x811c9dc5],
    ['a', 0xe40c292c],
    ['b', 0xe70c2de5],
    ['foob', 0x3f5076ef],
    ['fooba', 0x39aaa18a],
    ['foobar', 0xbf9cf968],
  ])('is FNV-1a 32 of %j', (text, hash) => {
    expect(fnv1a32(text)).toBe(hash);
  });

  it('spreads users over all partitions', () => {
    const met = new Set<number>();
    for (let user = 0; user < 500; user++) met.add(fnv1a32(`user-${user}`) % 16);
    expect(met.size).toBe(16);
  });
});
