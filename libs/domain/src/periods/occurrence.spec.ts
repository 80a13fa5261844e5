import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { RRuleTemporal } from 'rrule-temporal';
import { recurrence, start } from './recurrence.fixture.js';
import { type Looks, yieldsItsStart } from './occurrence.js';
import { readRecurrence } from './recurrence.js';
import { wallMs, zonedAt } from './wall-clock.js';

const SEED = 5545;
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

function yields(local: string, recur: string, looks?: Looks): boolean | undefined {
  const read = readRecurrence(recur);
  const ms = wallMs(local);
  return 'rule' in read && ms !== undefined ? yieldsItsStart(ms, read.rule, looks) : undefined;
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

  it('looks at no more than its own day and a year of days, however hostile the rule', () => {
    const many = Array.from({ length: 150 }, (_, index) => index + 1).join(',');
    const hostile = `FREQ=YEARLY;BYYEARDAY=${many};BYHOUR=9;BYMINUTE=30;BYSETPOS=-366,${many}`;
    const looks = { looked: 0 };
    expect(yields('2024-05-20T09:30', hostile, looks)).toBe(true);
    expect(looks.looked).toBe(1 + 366);
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
