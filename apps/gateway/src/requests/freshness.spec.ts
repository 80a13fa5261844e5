import { describe, expect, it } from '@jest/globals';
import { isFresh } from './freshness.js';

const login = { user: 'alice', atMs: 1_000 };

describe('a login is fresh', () => {
  it.each([
    ['at once', { user: 'alice', login }, 1_000, true],
    ['for a minute', { user: 'alice', login }, 61_000, true],
    ['and no longer', { user: 'alice', login }, 61_001, false],
    ['for its own user', { user: 'bob', login }, 1_000, false],
    ['if there was one', { user: 'alice', login: undefined }, 1_000, false],
  ])('%s', (_, connection, nowMs, expected) => {
    expect(isFresh(connection, nowMs)).toBe(expected);
  });
});
