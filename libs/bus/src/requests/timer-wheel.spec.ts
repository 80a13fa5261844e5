import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { TimerWheel, WAIT_MAX_MS } from './timer-wheel.js';

describe('deadlines', () => {
  const late: number[] = [];
  const wheel = new TimerWheel((token) => late.push(token));
  beforeEach(() => {
    late.length = 0;
    jest.useFakeTimers();
  });
  afterEach(() => {
    wheel.stop();
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

  it('are forgotten when it stops', () => {
    wheel.add(1, 50);
    wheel.stop();
    jest.advanceTimersByTime(1_000);
    expect(late).toEqual([]);
    expect(jest.getTimerCount()).toBe(0);
  });
});
