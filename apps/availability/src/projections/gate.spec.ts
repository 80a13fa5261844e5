import { describe, expect, it } from '@jest/globals';
import { Gate } from './gate.js';

describe('a gate', () => {
  it('lets in so many at once, the others in order, also after one that failed', async () => {
    const gate = new Gate(2);
    const begun: number[] = [];
    const doors: (() => void)[] = [];
    const all = [0, 1, 2, 3].map((n) =>
      gate.pass(async () => {
        begun.push(n);
        await new Promise<void>((resolve) => void doors.push(resolve));
        if (n === 0) throw new Error('no');
        return n;
      }),
    );
    const results = Promise.allSettled(all);
    expect(begun).toEqual([0, 1]);
    doors[0]!();
    await expect(all[0]).rejects.toThrow('no');
    expect(begun).toEqual([0, 1, 2]);
    for (const door of [1, 2]) doors[door]!();
    await all[2];
    doors[3]!();
    expect((await results).map(({ status }) => status)).toEqual([
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ]);
    expect(begun).toEqual([0, 1, 2, 3]);
  });
});
