import { describe, expect, it } from '@jest/globals';
import { ITSELF, documentsAfter } from './documents.js';

const head = (...profiles: readonly [string, number][]) => ({
  profiles: profiles.map(([profile, version]) => ({ profile, version, bytes: 1 })),
});

describe('the places of uploads', () => {
  const one = head(['home', 1], ['work', 2]);
  it.each([
    { what: 'a first upload', before: head(), at: [], after: head(['w', 9]), now: [ITSELF] },
    {
      what: 'one more',
      before: head(['w', 1]),
      at: [7],
      after: head(['h', 9], ['w', 1]),
      now: [0, 7],
    },
    { what: 'a newer one', before: head(['w', 1]), at: [7], after: head(['w', 9]), now: [ITSELF] },
    { what: 'a deletion', before: one, at: [7, 8], after: head(['work', 2]), now: [8] },
    { what: 'something else', before: one, at: [7, 8], after: one, now: [7, 8] },
  ])('follow the head after $what', ({ before, at, after, now }) => {
    expect(documentsAfter(before, at, after, 9)).toEqual(now);
  });

  it('are never guessed', () => {
    expect(() => documentsAfter(head(), [], head(['work', 1]), 5)).toThrow(/work 1/);
  });
});
