import { describe, expect, it } from '@jest/globals';
import { Workers } from './workers.js';

describe('the workers', () => {
  it('end many connections, a limited number at once', async () => {
    const workers = new Workers(4, () => undefined);
    let running = 0;
    let most = 0;
    let done = 0;
    for (let task = 0; task < 50; task++) {
      workers.add(`connection-${task}`, async () => {
        most = Math.max(most, ++running);
        await Promise.resolve();
        running--;
        done++;
      });
    }
    await workers.idle();
    expect({ most, done, left: workers.size }).toEqual({ most: 4, done: 50, left: 0 });
  });

  it('do the same thing once at a time, and again when it is asked for later', async () => {
    const workers = new Workers(4, () => undefined);
    let times = 0;
    const task = async (): Promise<void> => {
      times++;
      await Promise.resolve();
    };
    workers.add('a', task);
    workers.add('a', task);
    await workers.idle();
    expect(times).toBe(1);
    workers.add('a', task);
    await workers.idle();
    expect(times).toBe(2);
  });

  it('say what failed and go on', async () => {
    const failures: string[] = [];
    const workers = new Workers(1, (key) => failures.push(key));
    let done = false;
    workers.add('broken', () => Promise.reject(new Error('no')));
    workers.add('whole', async () => {
      await Promise.resolve();
      done = true;
    });
    await workers.idle();
    expect({ failures, done }).toEqual({ failures: ['broken'], done: true });
  });
});
