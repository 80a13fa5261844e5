import { describe, expect, it } from '@jest/globals';
import { Strangers, toGridMs } from './strangers.js';

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;

describe('a user asks about strangers', () => {
  it('30 times a minute', () => {
    const strangers = new Strangers();
    for (let asked = 0; asked < 30; asked++) expect(strangers.ask('alice', 'bob', asked)).toBe(0);
    expect(strangers.ask('alice', 'bob', 30)).toBe(MINUTE_MS - 30);
    expect(strangers.ask('carol', 'bob', 30)).toBe(0);
    expect(strangers.ask('alice', 'bob', MINUTE_MS)).toBe(0);
  });

  it('about 300 different ids a day; about those again as often as the minute allows', () => {
    const strangers = new Strangers();
    let nowMs = 0;
    for (let id = 0; id < 300; id++) {
      if (id % 30 === 0) nowMs += MINUTE_MS;
      expect(strangers.ask('alice', `u${id}`, nowMs)).toBe(0);
    }
    nowMs += MINUTE_MS;
    expect(strangers.ask('alice', 'u300', nowMs)).toBe(DAY_MS + MINUTE_MS - nowMs);
    expect(strangers.ask('alice', 'u7', nowMs)).toBe(0);
    expect(strangers.ask('alice', 'u300', MINUTE_MS + DAY_MS)).toBe(0);
  });

  it('and is forgotten after a day', () => {
    const strangers = new Strangers();
    for (let asked = 0; asked < 30; asked++) strangers.ask('alice', 'bob', 0);
    strangers.sweep(DAY_MS);
    expect(strangers.ask('alice', 'bob', DAY_MS)).toBe(0);
  });
});

describe('an answer comes on a grid of 25 ms from its arrival', () => {
  it.each([
    [0, 25],
    [0.1, 24.9],
    [24, 1],
    [25, 0],
    [26, 24],
    [70, 5],
  ])('after %d ms it waits %d', (afterMs, waitMs) => {
    expect(toGridMs(1_000, 1_000 + afterMs)).toBeCloseTo(waitMs, 6);
  });
});
