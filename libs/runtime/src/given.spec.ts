import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chanceOf } from './chance.js';
import { SystemClock } from './clock.js';
import { timesOf } from './given-times.js';

const bytes = (count: number): string =>
  Buffer.from(chanceOf('').bytes(count, 'x')).toString('hex');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liaison-given-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a clock that is given', () => {
  it('stands still between its steps, and so does what the engine recorded meanwhile', async () => {
    const clockFile = join(folder, 'clock');
    const [began, moved] = [Date.now() - 60_000, Date.now() - 30_000];
    await writeFile(clockFile, `${began} 1000\n`);
    const clock = new SystemClock(timesOf({ clockFile }));
    expect([clock.ms(), clock.steadyMs(), clock.now()]).toEqual([
      1000,
      1000,
      '1970-01-01T00:00:01.000Z',
    ]);
    await appendFile(clockFile, `${moved} 5000\n`);
    expect([clock.ms(), clock.fromEngine(moved), clock.fromEngine(moved - 1)]).toEqual([
      5000, 5000, 1000,
    ]);
    expect(clock.fromEngine(began - 10)).toBe(990);
  });

  it('answers up to when the engine had recorded what was there at an instant', async () => {
    const clockFile = join(folder, 'steps');
    const [began, moved] = [Date.now() - 60_000, Date.now() - 30_000];
    await writeFile(clockFile, `${began} 1000\n${moved} 5000\n`);
    const times = timesOf({ clockFile });
    expect([times.toEngine(999), times.toEngine(1000), times.toEngine(4999)]).toEqual([
      began - 1,
      moved - 1,
      moved - 1,
    ]);
    expect(times.toEngine(5000)).toBeGreaterThan(moved);
  });

  it('is none where its file gives no instant', async () => {
    const clockFile = join(folder, 'empty');
    await writeFile(clockFile, '');
    expect(() => timesOf({ clockFile })).toThrow('gives no instant');
  });
});

describe('chance', () => {
  it('follows from the seed and from what it is for, when it is given', () => {
    const [one, other] = [chanceOf('7'), chanceOf('7')];
    const first = one.bytes(12, 'connection', 'alice');
    expect(first).toHaveLength(12);
    other.bytes(12, 'connection', 'bob');
    expect(other.bytes(12, 'connection', 'alice')).toEqual(first);
    expect(one.bytes(12, 'connection', 'alice')).not.toEqual(first);
    expect(chanceOf('8').bytes(12, 'connection', 'alice')).not.toEqual(first);
  });

  it('follows from nothing where it is not', () => {
    for (const count of [10, 32]) {
      expect(bytes(count)).toHaveLength(2 * count);
      expect(bytes(count)).not.toBe(bytes(count));
    }
  });
});
