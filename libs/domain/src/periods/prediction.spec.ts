import { describe, expect, it } from '@jest/globals';
import type { AvailabilityRule, ProfileDocument } from '../profile/document.js';
import { boundariesBetween, nextBoundary } from './boundaries.js';
import { nextChange } from './next-change.js';

const NOW = '2026-11-23T08:00:00.000Z';
const HALVES = `FREQ=DAILY;BYHOUR=${Array.from({ length: 24 }, (_, hour) => hour).join(',')};BYMINUTE=0,30`;

function ruled(...rules: AvailabilityRule[]): ProfileDocument {
  const mode = { audience: { everyone: true }, notification: 'immediate' } as const;
  return {
    profile: 'work',
    label: 'Work',
    zone: 'Europe/Paris',
    contacts: [],
    authorisation: 'open',
    defaultMode: 'away',
    modes: [
      { mode: 'office', order: 1, availability: { state: 'available' }, ...mode, rules },
      { mode: 'away', order: 2, availability: { state: 'not-available' }, ...mode },
    ],
  };
}

/** Half an hour after the other, day and night. */
const always = { start: '2026-01-05T00:00', end: '2026-01-05T00:30', recur: HALVES };

describe('rules that cover without an end', () => {
  const document = ruled(...Array.from({ length: 8 }, () => always));

  it('are looked at for so many periods only, and again where that ended', () => {
    // 384 periods a day: 31 days are not yet 20,000 of them, 63 are.
    const again = nextBoundary(document, undefined, NOW);
    expect(again).toBe('2027-01-25T08:00:00.000Z');
    expect(nextBoundary(document, undefined, again ?? NOW)).toBe('2027-03-29T08:00:00.000Z');
  });

  it('change nothing to wait for, and have no boundaries', () => {
    expect(nextChange(document, NOW)).toBeUndefined();
    expect(boundariesBetween(document, NOW, '2027-06-01T00:00:00.000Z', 10)).toEqual([]);
  });
});

it('a rare period is found behind a long time in which nothing changes', () => {
  const leapDay = {
    start: '2028-02-29T09:00',
    end: '2028-02-29T10:00',
    recur: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29',
  };
  const after = '2028-03-01T00:00:00.000Z';
  const to = '2032-03-01T00:00:00.000Z';
  expect(boundariesBetween(ruled(leapDay), after, to, 10)).toEqual([
    { at: '2032-02-29T08:00:00.000Z', covers: ['office'] },
    { at: '2032-02-29T09:00:00.000Z', covers: [] },
  ]);
});
