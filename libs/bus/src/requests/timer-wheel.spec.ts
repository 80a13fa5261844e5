import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { TimerWheel, WAIT_MAX_MS } from './timer-wheel.js';

describe('deadlines', () => {
  const late: number[] = [];
  let waiting = true;
  const wheel = new TimerWheel(
    (token) => late.push(token),
    () => !waiting,
  );
  beforeEach(() => {
    late.length = 0;
    waiting = true;
    jest.useFakeTimers();
  });
  afterEach(() => {
    waiting = false;
    jest.advanceTimersByTime(WAIT_MAX_MS);
    jest.useRealTimers();
  });

  it('are told in time, 50 ms coarse, none early', () => {
    wheel.add(1, 1_000);
    wheel.add(2, 120);
    wheel.add(3, 1);
    jest.advanceTimersByTime(100);
    expect(late).toEqual([3]);
    jest.advanceTimersByTime(50);
    expect(late).toEqual([3, 2]);
    jest.advanceTimersByTime(849);
    expect(late).toEqual([3, 2]);
    jest.advanceTimersByTime(1);
    expect(late).toEqual([3, 2, 1]);
  });

  it('lie no further away than the wheel reaches', () => {
    wheel.add(1, 10 * WAIT_MAX_MS);
    jest.advanceTimersByTime(WAIT_MAX_MS);
    expect(late).toEqual([1]);
  });

  it('are forgotten when nobody waits any more, and the timer ends', () => {
    wheel.add(1, 1_000);
    waiting = false;
    jest.advanceTimersByTime(50);
    expect(jest.getTimerCount()).toBe(0);
    waiting = true;
    wheel.add(2, 2_000);
    jest.advanceTimersByTime(1_999);
    expect(late).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(late).toEqual([2]);
  });
});
