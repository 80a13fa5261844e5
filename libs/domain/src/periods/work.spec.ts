import { describe, expect, it } from '@jest/globals';
import { aMode, aProfile } from '../given.fixture.js';
import { COUNTED_DAYS_MAX, PROFILE_TIMES_MAX, RULES_MAX } from '../limits.js';
import { validateProfile } from '../profile/validate.js';
import { COUNT_DAYS_MAX } from './expansion.js';
import { Work } from './work.js';

const times = { start: '2026-01-05T00:00', end: '2026-01-05T00:10' };
const hours = (count: number) => [...Array(count).keys()].join(',');
const timesADay = (count: 16 | 48): string =>
  `FREQ=DAILY;BYHOUR=${hours(count === 48 ? 24 : 16)};BYMINUTE=${count === 48 ? '0,30' : '0'}`;
const repeated = (count: number, recur: string): string[] => Array<string>(count).fill(recur);

/** What is wrong with these rules, half of them one mode's, the others another's. */
function faultsOf(recurs: readonly string[]) {
  const rules = recurs.map((recur) => ({ ...times, recur }));
  const half = Math.floor(rules.length / 2);
  const modes = [rules.slice(0, half), rules.slice(half)].map((some, index) =>
    aMode(`m${index}`, index, { rules: some }),
  );
  const result = validateProfile(aProfile(modes));
  return 'faults' in result ? result.faults : [];
}

describe('the work that the rules of a profile make', () => {
  const most = [...repeated(8, timesADay(48)), timesADay(16)];
  const manyDays = repeated(20, 'FREQ=DAILY;COUNT=10000');

  it('may begin 400 periods in a day, whatever is not repeated aside', () => {
    expect(8 * 48 + 16).toBe(PROFILE_TIMES_MAX);
    expect(faultsOf(most)).toEqual([]);
    const once = [...Array(10).keys()].map(() => ({ ...times }));
    const rules = [...most.map((recur) => ({ ...times, recur })), ...once];
    expect(validateProfile(aProfile([aMode('m', 1, { rules })]))).toHaveProperty('document');
  });

  it('is refused where it goes past that, and after', () => {
    const message = 'is one too many: together the rules may begin 400 periods in a day';
    expect(faultsOf([...most, 'FREQ=DAILY'])).toEqual([
      { field: '/modes/1/rules/4/recur', message },
    ]);
    expect(faultsOf(repeated(10, timesADay(48)))).toEqual([
      { field: '/modes/1/rules/3/recur', message },
      { field: '/modes/1/rules/4/recur', message },
    ]);
  });

  it('may be 200,000 days to count', () => {
    expect(20 * 10_000).toBe(COUNTED_DAYS_MAX);
    expect(faultsOf([...manyDays, 'FREQ=DAILY'])).toEqual([]);
  });

  it('is refused where it takes a day more', () => {
    const message = 'takes too long to count: over 200000 days, with the rules before it';
    expect(faultsOf([...manyDays, 'FREQ=DAILY;COUNT=1', 'FREQ=DAILY'])).toEqual([
      { field: '/modes/1/rules/9/recur', message },
    ]);
  });

  it('ends with the rule that is too much, however many follow', () => {
    const work = new Work();
    // Its COUNT is never reached: each looks at all the days of a hundred years.
    const hostile = { ...times, recur: 'FREQ=YEARLY;BYMONTH=1,2;BYMONTHDAY=5,29;COUNT=10000' };
    const refused = [...Array(RULES_MAX).keys()].filter(() => work.add(hostile, 'UTC'));
    expect(refused).toHaveLength(RULES_MAX - 5);
    expect(work.countedDays).toBeLessThanOrEqual(COUNTED_DAYS_MAX + COUNT_DAYS_MAX + 366);
  });
});
