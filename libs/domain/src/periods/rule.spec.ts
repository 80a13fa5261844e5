import { describe, expect, it } from '@jest/globals';
import { ruleFaults } from './rule.js';

const start = '2026-01-05T09:00'; // a Monday, 08:00 in UTC

/** The members of a rule that have faults, its recurrence left out. */
function faultsOf(from: string, to: string): readonly string[] {
  return ruleFaults({ start: from, end: to }, 'Europe/Paris').map((fault) => fault.member);
}

/** What is wrong with a recurrence that begins on this Monday. */
function wrongWith(recur: string, from = start): readonly string[] {
  const faults = ruleFaults({ start: from, end: from, recur }, 'Europe/Paris');
  expect(faults.every((fault) => fault.member === 'recur')).toBe(true);
  return faults.map((fault) => fault.message);
}

describe('the times of an availability rule', () => {
  it.each([
    ['an hour', '2026-01-05T09:00', '2026-01-05T10:00', []],
    ['past midnight', '2026-01-05T22:00', '2026-01-05T06:00', []],
    ['a whole day', '2026-01-05T09:00', '2026-01-05T09:00', []],
    ['to the next day', '2026-01-05T22:00', '2026-01-06T06:00', []],
    ['to an earlier date', '2026-01-05T09:00', '2026-01-04T23:00', ['end']],
    ['31 days', '2026-01-05T09:00', '2026-02-05T09:00', []],
    ['31 days and a minute', '2026-01-05T09:00', '2026-02-05T09:01', ['end']],
    ['from no day', '2026-02-29T09:00', '2026-03-01T10:00', ['start']],
    ['from a leap day', '2028-02-29T09:00', '2028-02-29T10:00', []],
    ['to no hour', '2026-01-05T09:00', '2026-01-05T24:00', ['end']],
    ['to no minute', '2026-01-05T09:00', '2026-01-05T10:60', ['end']],
    ['in a month that is none', '2026-13-05T09:00', '2026-00-05T10:00', ['start', 'end']],
    ['in the gap of the clock', '2026-03-29T02:30', '2026-03-29T03:30', []],
  ])('%s', (_, from, to, members) => expect(faultsOf(from, to)).toEqual(members));
});

describe('the recurrence of an availability rule', () => {
  it.each([
    ['FREQ=DAILY'],
    ['FREQ=DAILY;COUNT=10000'],
    ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR'],
    ['FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=MO'],
    ['BYDAY=MO;FREQ=WEEKLY'],
    ['FREQ=MONTHLY;BYDAY=1MO'],
    ['FREQ=MONTHLY;BYDAY=+1MO,-1FR'],
    ['FREQ=MONTHLY;BYMONTHDAY=5,-27'],
    ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=3'],
    ['FREQ=YEARLY;BYMONTH=1;BYDAY=1MO'],
    ['FREQ=YEARLY;BYDAY=1MO'],
    ['FREQ=YEARLY;BYYEARDAY=5,-361'],
    ['FREQ=YEARLY;BYWEEKNO=2;BYDAY=MO'],
    ['FREQ=YEARLY;BYMONTH=1'],
    ['FREQ=DAILY;BYHOUR=9,14;BYMINUTE=0;BYSECOND=0'],
    ['FREQ=DAILY;UNTIL=20260105T080000Z'],
    ['FREQ=DAILY;UNTIL=20360105T080000Z'],
  ])('%s is right', (recur) => expect(wrongWith(recur)).toEqual([]));

  it.each([
    ['', 2],
    ['FREQ=WEEKLY;', 1],
    ['RRULE:FREQ=WEEKLY', 2],
    ['freq=weekly', 2],
    ['FREQ=HOURLY', 1],
    ['FREQ=MINUTELY', 1],
    ['FREQ=SECONDLY', 1],
    ['FREQ=WEEKLY;FREQ=WEEKLY', 1],
    ['FREQ=DAILY;X-PART=1', 1],
    ['FREQ=DAILY;RSCALE=GREGORIAN;SKIP=OMIT', 2],
    ['FREQ=DAILY;CONSTRUCTOR=1', 1],
    ['FREQ=DAILY;COUNT=0', 1],
    ['FREQ=DAILY;COUNT=10001', 1],
    ['FREQ=DAILY;COUNT=5;UNTIL=20270105T080000Z', 1],
    ['FREQ=DAILY;UNTIL=20270105', 1],
    ['FREQ=DAILY;UNTIL=20270105T090000', 1],
    ['FREQ=DAILY;UNTIL=20270230T090000Z', 1],
    ['FREQ=DAILY;UNTIL=20270105T096000Z', 1],
    ['FREQ=DAILY;UNTIL=20360105T080001Z', 1],
    ['FREQ=DAILY;UNTIL=20260105T075959Z', 1],
    ['FREQ=DAILY;INTERVAL=0', 1],
    ['FREQ=DAILY;INTERVAL=1001', 1],
    ['FREQ=DAILY;INTERVAL=1e1', 1],
    ['FREQ=DAILY;BYSECOND=30', 1],
    ['FREQ=DAILY;BYHOUR=24', 1],
    ['FREQ=DAILY;BYHOUR=9,', 1],
    ['FREQ=DAILY;BYMINUTE=60', 1],
    ['FREQ=DAILY;BYMONTH=0', 1],
    ['FREQ=DAILY;BYDAY=1MO', 1],
    ['FREQ=WEEKLY;BYDAY=MONDAY', 1],
    ['FREQ=WEEKLY;BYMONTHDAY=5', 1],
    ['FREQ=MONTHLY;BYDAY=0MO', 1],
    ['FREQ=MONTHLY;BYDAY=54MO', 1],
    ['FREQ=MONTHLY;BYMONTHDAY=32', 1],
    ['FREQ=MONTHLY;BYMONTHDAY=--5', 1],
    ['FREQ=MONTHLY;BYYEARDAY=5', 1],
    ['FREQ=MONTHLY;BYWEEKNO=2', 1],
    ['FREQ=MONTHLY;BYSETPOS=1', 1],
    ['FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0', 1],
    ['FREQ=MONTHLY;WKST=XX', 1],
    ['FREQ=YEARLY;BYWEEKNO=2;BYDAY=1MO', 1],
    ['FREQ=YEARLY;BYYEARDAY=5;BYWEEKNO=2', 1],
    ['FREQ=YEARLY;BYYEARDAY=5;BYDAY=MO', 1],
    ['FREQ=YEARLY;BYDAY=MO,1TU', 1],
    ['FREQ=HOURLY;COUNT=0;BYHOUR=99', 3],
    [`FREQ=DAILY;BYMINUTE=0${',0'.repeat(1000)}`, 1],
  ])('%s has %i faults', (recur, count) => expect(wrongWith(recur)).toHaveLength(count));

  it.each([
    ['FREQ=WEEKLY;BYDAY=TU'],
    ['FREQ=DAILY;BYHOUR=8'],
    ['FREQ=DAILY;BYMINUTE=30'],
    ['FREQ=DAILY;BYMONTH=2'],
    ['FREQ=MONTHLY;BYMONTHDAY=6'],
    ['FREQ=MONTHLY;BYDAY=2MO'],
    ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1'],
    ['FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO'],
    ['FREQ=YEARLY;BYYEARDAY=6'],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'],
  ])('%s does not yield its start', (recur) => {
    expect(wrongWith(recur)).toEqual(['does not yield the start as an occurrence']);
  });

  it.each([
    ['in a gap, read with the offset before it', '2026-03-29T02:30', '20260329T013000Z', 0],
    ['in a gap, and UNTIL before it', '2026-03-29T02:30', '20260329T012959Z', 1],
    ['twice, the first of them', '2026-10-25T02:30', '20261025T003000Z', 0],
    ['twice, and UNTIL before the first', '2026-10-25T02:30', '20261025T002959Z', 1],
  ])('begins at a time that is %s', (_, from, until, count) => {
    expect(wrongWith(`FREQ=DAILY;UNTIL=${until}`, from)).toHaveLength(count);
  });

  it('may begin in the gap of the clock, and is judged without a zone that is wrong', () => {
    expect(wrongWith('FREQ=DAILY', '2026-03-29T02:30')).toEqual([]);
    const rule = { start, end: start, recur: 'FREQ=WEEKLY;BYDAY=TU;UNTIL=20270105T080000Z' };
    expect(ruleFaults(rule, undefined)).toHaveLength(1);
  });
});
