import { expect, it } from '@jest/globals';
import { NOON, ONE, TWO } from '../given.fixture.js';
import { standingConsents } from './standing.js';
import type { Consent } from './state.js';

const consents: Readonly<Record<string, Consent>> = {
  zoe: { ask: { at: NOON } },
  yan: { ask: { at: ONE } },
  xia: { grant: { at: NOON, expiresAt: TWO } },
  wim: { grant: { at: NOON }, blocked: { at: ONE } },
  val: { denied: { at: NOON }, ask: { at: ONE } },
  uma: { grant: { at: NOON } },
};

it('what an owner has decided, and what awaits a decision, is listed in one order', () => {
  expect(standingConsents(consents, { instant: ONE })).toEqual([
    { user: 'zoe', state: 'pending', at: NOON },
    { user: 'yan', state: 'pending', at: ONE },
    { user: 'uma', state: 'granted', at: NOON },
    { user: 'val', state: 'denied', at: NOON },
    { user: 'wim', state: 'blocked', at: ONE },
    { user: 'xia', state: 'granted', at: NOON, expires: TWO },
  ]);
});

it('a grant that has ended is listed no more, whether that is written or not', () => {
  const listed = standingConsents(consents, { instant: TWO }).map(({ user }) => user);
  expect(listed).not.toContain('xia');
});
