import { describe, expect, it } from '@jest/globals';
import { Strangers } from './strangers.js';

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
    expect(strangers.ask('carol', 'bob', DAY_MS)).toBe(0);
    expect(strangers.size).toBe(1);
    expect(strangers.ask('alice', 'bob', DAY_MS)).toBe(0);
  });
});
