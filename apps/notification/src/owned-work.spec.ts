import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { until } from '@liaison/bus/fixtures';
import { NotMine, OwnedWork } from './owned-work.js';

const AGAIN_MS = 10;
const LONG_MS = 60_000;

const goesWrong = (): Promise<number> => Promise.reject(new Error('the engine is away'));
const isOthers = (): Promise<number> => Promise.reject(new NotMine('another replica works'));

/** Work whose turns are these, the last one again and again. */
function workOf(...turns: readonly ((work: OwnedWork) => Promise<number>)[]) {
  let begun = 0;
  const work: OwnedWork = new OwnedWork('spec', {
    undone: 'the work is not done',
    againMs: AGAIN_MS,
    turn: () => turns[Math.min(begun++, turns.length - 1)]?.(work) ?? isOthers(),
  });
  return { work, begun: () => begun };
}

describe('work that an owner does', () => {
  it('begins again after whatever went wrong, which is told until all is well', async () => {
    const { work, begun } = workOf(goesWrong, goesWrong, async (itself) => {
      itself.isWell();
      return LONG_MS;
    });
    work.start();
    await until('it went wrong', async () => work.fault !== undefined);
    expect(work.fault).toBe('the work is not done: Error: the engine is away');
    await until('it is well', async () => work.fault === undefined);
    await work.stop();
    expect(begun()).toBe(3);
  });

  it('ends where it is another’s by now, which is no fault', async () => {
    const { work, begun } = workOf(isOthers, goesWrong);
    work.start();
    await pause(3 * AGAIN_MS);
    await work.stop();
    expect(work.fault).toBeUndefined();
    expect(begun()).toBe(1);
  });

  it('ends when it is stopped, at once where what it waits for is hastened', async () => {
    const waited = new AbortController();
    const { work, begun } = workOf(async () => {
      await pause(LONG_MS, undefined, { signal: waited.signal }).catch(() => undefined);
      return LONG_MS;
    });
    work.start();
    const beganMs = performance.now();
    await work.stop(() => waited.abort());
    expect(performance.now() - beganMs).toBeLessThan(LONG_MS / 2);
    expect(work.isStopping).toBe(true);
    expect(begun()).toBe(1);
  });
});
