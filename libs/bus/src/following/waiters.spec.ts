import { describe, expect, it } from '@jest/globals';
import { NotReached, Waiters } from './waiters.js';

describe('who waits for a fact to be folded', () => {
  it('is told once it is, or one after it', async () => {
    const waiters = new Waiters();
    const told: string[] = [];
    const third = waiters.wait(3).then(() => told.push('third'));
    const fifth = waiters.wait(5).then(() => told.push('fifth'));
    waiters.reached(2);
    waiters.reached(4);
    await third;
    expect(told).toEqual(['third']);
    waiters.reached(5);
    await fifth;
    expect(told).toEqual(['third', 'fifth']);
  });

  it('is told why where nothing will be folded any more', async () => {
    const waiters = new Waiters();
    const all = [waiters.wait(1), waiters.wait(2)].map((one) => one.catch((why: unknown) => why));
    waiters.giveUp('this replica stops');
    for (const why of await Promise.all(all)) {
      expect(why).toBeInstanceOf(NotReached);
      expect(String(why)).toContain('this replica stops');
    }
  });
});
