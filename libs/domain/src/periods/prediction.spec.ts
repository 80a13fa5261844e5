import { describe, expect, it } from '@jest/globals';
import { array, assert, constantFrom, integer, property, record } from 'fast-check';
import type { AvailabilityRule, ProfileDocument } from '../profile/document.js';
import { boundariesBetween, nextBoundary } from './boundaries.js';
import { coveringAt } from './covering.js';
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

const once = { start: '2026-11-19T09:00', end: '2026-11-19T10:00' };
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

it.each([
  ['is over', { start: '2026-11-20T09:00', end: '2026-11-20T10:00' }],
  ['has been counted to its end', { ...once, recur: 'FREQ=DAILY;COUNT=3' }],
  ['ended by UNTIL', { ...once, recur: 'FREQ=DAILY;UNTIL=20261121T080000Z' }],
  ['ends before it begins, in a gap', { start: '2027-03-28T02:30', end: '2027-03-28T03:15' }],
])('a rule that %s covers nothing any more, and there is nothing to look for', (_, rule) => {
  const document = ruled(rule);
  expect(nextBoundary(document, undefined, NOW)).toBeUndefined();
  expect(nextChange(document, NOW)).toBeUndefined();
  expect(boundariesBetween(document, NOW, '2029-01-01T00:00:00.000Z', 10)).toEqual([]);
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

it('says the same whatever was asked before', () => {
  const rule = record({
    hour: integer({ min: 10, max: 23 }),
    hours: integer({ min: 1, max: 30 }),
    recur: constantFrom(undefined, 'FREQ=DAILY', 'FREQ=WEEKLY;BYDAY=MO,WE', 'FREQ=DAILY;COUNT=3'),
  }).map(({ hour, hours, recur }): AvailabilityRule => {
    const end = new Date(Date.UTC(2026, 10, 23, hour + hours)).toISOString().slice(0, 16);
    return { start: `2026-11-23T${hour}:00`, end, ...(recur === undefined ? {} : { recur }) };
  });
  const halfHours = array(integer({ min: 0, max: 480 }), { minLength: 2, maxLength: 30 });
  const rules = array(rule, { minLength: 1, maxLength: 3 });
  assert(
    property(rules, halfHours, (some, asked) => {
      const known = ruled(...some);
      for (const half of asked) {
        const at = new Date(Date.parse(NOW) + half * 1_800_000).toISOString();
        const fresh = ruled(...some);
        expect(nextBoundary(known, undefined, at)).toBe(
          nextBoundary(ruled(...some), undefined, at),
        );
        expect(coveringAt(known, at)).toEqual(coveringAt(fresh, at));
      }
    }),
  );
});
