import { describe, expect, it } from '@jest/globals';
import { KeyedTasks } from './keyed-tasks.js';

describe('tasks by key', () => {
  it('are many, a limited number at once', async () => {
    const tasks = new KeyedTasks(4, () => undefined);
    let running = 0;
    let most = 0;
    let done = 0;
    for (let task = 0; task < 50; task++) {
      tasks.add(`task-${task}`, async () => {
        most = Math.max(most, ++running);
        await Promise.resolve();
        running--;
        done++;
      });
    }
    await tasks.idle();
    expect({ most, done, left: tasks.size }).toEqual({ most: 4, done: 50, left: 0 });
  });

  it('are done once at a time, and once more where they were asked for meanwhile', async () => {
    const tasks = new KeyedTasks(4, () => undefined);
    let times = 0;
    let atOnce = 0;
    let most = 0;
    const task = async (): Promise<void> => {
      times++;
      most = Math.max(most, ++atOnce);
      await Promise.resolve();
      atOnce--;
    };
    for (let asked = 0; asked < 5; asked++) tasks.add('a', task);
    await tasks.idle();
    expect({ times, most }).toEqual({ times: 2, most: 1 });
    tasks.add('a', task);
    await tasks.idle();
    expect(times).toBe(3);
  });

  it('that fail are told, and the others go on', async () => {
    const failures: string[] = [];
    const tasks = new KeyedTasks(1, (key) => failures.push(key));
    let done = false;
    tasks.add('broken', () => Promise.reject(new Error('no')));
    tasks.add('whole', async () => {
      await Promise.resolve();
      done = true;
    });
    await tasks.idle();
    expect({ failures, done }).toEqual({ failures: ['broken'], done: true });
  });
});
