import { dayOf, firstOfWeek, type Day } from './calendar.js';
import { dayFilter, numbers, timesOfDay, weekStartOf } from './day-filter.js';
import type { Recurrence } from './recurrence.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const MINUTE_MS = 60 * 1000;

/** Counts the days that were looked at. */
export interface Looks {
  looked: number;
}

/**
 * Does a rule yield its own start, given as milliseconds of the wall's clock? Answered from the first
 * period alone, at most 366 days of it, whatever the rule: a library asked the same works up to
 * seconds on a hostile one. No zone's gap, COUNT, UNTIL or INTERVAL has a say in it.
 */
export function yieldsItsStart(
  startMs: number,
  rule: Recurrence,
  looks: Looks = { looked: 0 },
): boolean {
  const start = dayOf(Math.floor(startMs / DAY_MS));
  const time = (startMs - start.number * DAY_MS) / MINUTE_MS;
  const times = timesOfDay(rule, time);
  /* A start in the next year's first week begins that year's period, which only a yearly rule meets. */
  const isYearly = (rule.parts.get('INTERVAL') ?? '1') === '1';
  const filter = dayFilter(rule, start, isYearly ? ['own', 'after'] : ['own']);
  const isDay = (day: Day): boolean => {
    looks.looked++;
    return filter(day);
  };
  if (!times.includes(time) || !isDay(start)) return false;
  const positions = numbers(rule, 'BYSETPOS');
  if (!positions) return true;
  const days = periodOf(rule, start).filter((day) => isDay(dayOf(day)));
  const position = days.indexOf(start.number) * times.length + times.indexOf(time) + 1;
  const last = days.length * times.length;
  return positions.has(position) || positions.has(position - last - 1);
}

/** The numbers of the days of the start's own period: a day, week, month or year. */
function periodOf(rule: Recurrence, start: Day): readonly number[] {
  switch (rule.frequency) {
    case 'DAILY':
      return [start.number];
    case 'WEEKLY':
      return daysFrom(firstOfWeek(start, weekStartOf(rule)), 7);
    case 'MONTHLY':
      return daysFrom(start.number - start.monthDay + 1, start.monthLength);
    case 'YEARLY':
      return daysFrom(start.number - start.yearDay + 1, start.yearLength);
  }
}

function daysFrom(first: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}
