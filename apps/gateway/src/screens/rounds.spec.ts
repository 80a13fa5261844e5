import { describe, expect, it } from '@jest/globals';
import { Rounds } from './rounds.js';

const map = (...keys: string[]) => new Map(keys.map((key) => [key, key]));

describe('a slow sweep', () => {
  it('meets everyone once a round, and begins again', () => {
    const rounds = new Rounds(map('a', 'b', 'c', 'd'));
    expect([1, 2, 3, 4].map(() => rounds.next(1 / 2))).toEqual([
      ['a', 'b'],
      ['c', 'd'],
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  it('meets one of few only from time to time', () => {
    const rounds = new Rounds(map('a', 'b'));
    expect([1, 2, 3, 4].map(() => rounds.next(1 / 4))).toEqual([[], ['a'], [], ['b']]);
  });

  it('meets who comes and leaves out who goes', () => {
    const all = map('a', 'b', 'c');
    const rounds = new Rounds(all);
    expect(rounds.next(1 / 2)).toEqual(['a']);
    all.delete('b');
    all.set('d', 'd');
    expect(rounds.next(1)).toEqual(['c', 'd', 'a']);
  });

  it('meets nobody where there is nobody', () => {
    expect(new Rounds(map()).next(1)).toEqual([]);
  });
});
