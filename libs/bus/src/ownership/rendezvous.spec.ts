import { describe, expect, it } from '@jest/globals';
import { ownerOf } from './rendezvous.js';

const ids = (count: number, set: number): string[] =>
  Array.from({ length: count }, (_, n) => `availability-${set}-${n + 1}`);
const owners = (members: readonly string[], partitions: number): (string | undefined)[] =>
  Array.from({ length: partitions }, (_, p) => ownerOf(p, members));

describe('the owner of a partition', () => {
  it('is nobody where nobody is alive, and the only one where there is one', () => {
    expect(ownerOf(3, [])).toBeUndefined();
    expect(owners(['a'], 16)).toEqual(Array(16).fill('a'));
  });

  it('is the same in whatever order the members are named', () => {
    const members = ids(5, 0);
    expect(owners(members.toReversed(), 256)).toEqual(owners(members, 256));
  });

  it.each([16, 256].flatMap((partitions) => [2, 3, 4, 5].map((members) => [partitions, members])))(
    'of %i among %i members is as if thrown with a fair die',
    (partitions, count) => {
      const sets = 60;
      const fair = partitions / count;
      let squares = 0;
      for (let set = 0; set < sets; set++) {
        const members = ids(count, set);
        const all = owners(members, partitions);
        const share = all.filter((owner) => owner === members[0]).length;
        squares += (share - fair) ** 2;
      }
      const spread = Math.sqrt(squares / sets);
      const ofDie = Math.sqrt(fair * (1 - 1 / count));
      expect(spread / ofDie).toBeGreaterThan(0.7);
      expect(spread / ofDie).toBeLessThan(1.3);
    },
  );

  it.each([16, 256])('changes only for the share of who comes or goes, of %i', (partitions) => {
    const four = ids(4, 1);
    const newcomer = 'availability-new';
    const before = owners(four, partitions);
    const after = owners([...four, newcomer], partitions);
    const moved = after.filter((owner, p) => owner !== before[p]);
    expect(moved.length).toBeGreaterThan(0);
    expect(new Set(moved)).toEqual(new Set([newcomer]));
    expect(owners(four, partitions)).toEqual(before);
  });
});
