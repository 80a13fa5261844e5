import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { RRuleTemporal } from 'rrule-temporal';
import { yieldsItsStart } from './occurrence.js';
import { readRecurrence } from './recurrence.js';
import { wallMs, zonedAt } from './wall-clock.js';

const SEED = 5545;
const weekday = fc.constantFrom('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU');
const ordinals = fc.constantFrom('1', '+2', '3', '5', '-1', '-2', '53', '-53');

function signed(most: number): fc.Arbitrary<number> {
  return fc.oneof(fc.integer({ min: 1, max: most }), fc.integer({ min: -most, max: -1 }));
}

function part(name: string, value: fc.Arbitrary<number | string>, most: number) {
  return fc
    .array(value, { minLength: 1, maxLength: most })
    .map((all) => `${name}=${all.join(',')}`);
}

const times = [
  part('BYHOUR', fc.constantFrom(9, 9, 17), 3),
  part('BYMINUTE', fc.constantFrom(30, 30, 45), 3),
];
const plainDays = part('BYDAY', weekday, 5);
const numberedDays = part(
  'BYDAY',
  fc.tuple(ordinals, weekday).map((one) => one.join('')),
  4,
);
const month = part('BYMONTH', fc.integer({ min: 1, max: 12 }), 8);
const monthDay = part('BYMONTHDAY', signed(31), 15);
const position = part('BYSETPOS', fc.oneof(signed(4), signed(366)), 20);
const interval = fc.constantFrom('INTERVAL=1', 'INTERVAL=3');
const weekStart = fc.constantFrom('WKST=SU', 'WKST=WE');

/** The parts that may stand in rules of one kind. */
const kinds: readonly (readonly [string, readonly fc.Arbitrary<string>[]])[] = [
  ['DAILY', [...times, plainDays, month, monthDay, position, interval]],
  ['WEEKLY', [...times, plainDays, month, position, interval, weekStart]],
  ['MONTHLY', [...times, plainDays, month, monthDay, position, interval]],
  ['MONTHLY', [...times, numberedDays, month, monthDay, position, interval]],
  ['YEARLY', [...times, plainDays, month, monthDay, position, interval]],
  ['YEARLY', [...times, numberedDays, month, monthDay, position, interval]],
  ['YEARLY', [...times, part('BYYEARDAY', signed(366), 100), month, position, interval]],
  ['YEARLY', [...times, part('BYWEEKNO', signed(53), 30), plainDays, month, interval, weekStart]],
];

const recurrence = fc
  .constantFrom(...kinds)
  .chain(([frequency, parts]) =>
    fc
      .tuple(...parts.map((one) => fc.option(one, { freq: 2, nil: '' })))
      .map((chosen) => [`FREQ=${frequency}`, ...chosen.filter((one) => one !== '')].join(';')),
  );

const day = fc.oneof(
  fc.constantFrom('01-01', '01-02', '01-03', '02-28', '12-29', '12-30', '12-31'),
  fc
    .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
    .map((all) => all.map((one) => String(one).padStart(2, '0')).join('-')),
);
const start = fc
  .tuple(fc.integer({ min: 2020, max: 2050 }), day)
  .map(([year, date]) => `${year}-${date}T09:30`);

/** The same asked of the library that expands rules. */
function expands(local: string, recur: string): boolean {
  const first = zonedAt(local, 'UTC');
  const rule = new RRuleTemporal({
    rruleString: `RRULE:${recur}`,
    dtstart: first,
    until: first,
    maxIterations: 1000,
    maxCandidateEvaluations: 1_000_000,
    cache: false,
  });
  return rule.next(first, true)?.epochMilliseconds === first.epochMilliseconds;
}

function yields(local: string, recur: string): boolean | undefined {
  const read = readRecurrence(recur);
  const ms = wallMs(local);
  return 'rule' in read && ms !== undefined ? yieldsItsStart(ms, read.rule) : undefined;
}

describe('the start of a rule', () => {
  it(`is an occurrence exactly where the library that expands rules says so (seed ${SEED})`, () => {
    let occurrences = 0;
    let others = 0;
    fc.assert(
      fc.property(start, recurrence, (local, recur) => {
        const mine = yields(local, recur);
        fc.pre(mine !== undefined);
        expect(mine).toBe(expands(local, recur));
        if (mine) occurrences++;
        else others++;
      }),
      { seed: SEED, numRuns: 600 },
    );
    expect(Math.min(occurrences, others)).toBeGreaterThan(60);
  });

  it('costs a hostile rule no more than a year of days', () => {
    const many = Array.from({ length: 150 }, (_, index) => index + 1).join(',');
    const hostile = `FREQ=YEARLY;BYYEARDAY=${many};BYHOUR=9;BYMINUTE=30;BYSETPOS=-366,${many}`;
    const begun = process.cpuUsage();
    for (let run = 0; run < 200; run++) yields('2026-05-20T09:30', hostile);
    expect(process.cpuUsage(begun).user / 1000).toBeLessThan(2000);
  });

  it.each([
    ['2030-12-31T09:30', 'FREQ=YEARLY;BYWEEKNO=1', true],
    ['2030-12-31T09:30', 'FREQ=YEARLY;BYWEEKNO=1;INTERVAL=2', false],
    ['2039-01-02T09:30', 'FREQ=YEARLY;BYWEEKNO=-1', false],
    ['2020-02-29T09:30', 'FREQ=YEARLY', true],
    ['2024-12-31T09:30', 'FREQ=YEARLY;BYYEARDAY=366', true],
    ['2025-12-31T09:30', 'FREQ=YEARLY;BYYEARDAY=366', false],
  ])('%s of %s: %s', (local, recur, expected) => expect(yields(local, recur)).toBe(expected));
});
