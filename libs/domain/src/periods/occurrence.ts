import { dayOf, firstOfWeek, weekOf, WEEKDAYS, type Day } from './calendar.js';
import type { Recurrence } from './recurrence.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const MINUTE_MS = 60 * 1000;

/**
 * Does a rule yield its own start, given as milliseconds of the wall's clock? Answered from the first
 * period alone, at most 366 days of it, whatever the rule: a library asked the same works up to
 * seconds on a hostile one. No zone's gap, COUNT, UNTIL or INTERVAL has a say in it.
 */
export function yieldsItsStart(startMs: number, rule: Recurrence): boolean {
  const start = dayOf(Math.floor(startMs / DAY_MS));
  const time = (startMs - start.number * DAY_MS) / MINUTE_MS;
  const times = timesOfDay(rule, time);
  const isDay = dayFilter(rule, start);
  if (!times.includes(time) || !isDay(start)) return false;
  const positions = numbers(rule, 'BYSETPOS');
  if (!positions) return true;
  const days = periodOf(rule, start).filter((day) => isDay(dayOf(day)));
  const position = days.indexOf(start.number) * times.length + times.indexOf(time) + 1;
  const last = days.length * times.length;
  return positions.has(position) || positions.has(position - last - 1);
}

/** Minutes of a day at which the rule yields, sorted. */
function timesOfDay(rule: Recurrence, start: number): readonly number[] {
  const hours = numbers(rule, 'BYHOUR') ?? new Set([Math.floor(start / 60)]);
  const minutes = numbers(rule, 'BYMINUTE') ?? new Set([start % 60]);
  const times = [...hours].flatMap((hour) => [...minutes].map((minute) => hour * 60 + minute));
  return times.sort((a, b) => a - b);
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

type DayFilter = (day: Day) => boolean;

/** The BY parts that look at days, and those the start stands in for where they are absent. */
function dayFilter(rule: Recurrence, start: Day): DayFilter {
  const filters = [...givenFilters(rule), ...impliedFilters(rule, start)];
  return (day) => filters.every((filter) => filter(day));
}

function givenFilters(rule: Recurrence): readonly DayFilter[] {
  const months = numbers(rule, 'BYMONTH');
  const monthDays = numbers(rule, 'BYMONTHDAY');
  const yearDays = numbers(rule, 'BYYEARDAY');
  const weeks = numbers(rule, 'BYWEEKNO');
  const weekdays = rule.parts.get('BYDAY')?.split(',');
  const weekStart = weekStartOf(rule);
  /* A start in the next year's first week begins that year's period, which only a yearly rule meets. */
  const years = (rule.parts.get('INTERVAL') ?? '1') === '1' ? ['own', 'after'] : ['own'];
  const filters: DayFilter[] = [];
  if (months) filters.push((day) => months.has(day.month));
  if (monthDays) filters.push((day) => counted(monthDays, day.monthDay, day.monthLength));
  if (yearDays) filters.push((day) => counted(yearDays, day.yearDay, day.yearLength));
  if (weeks) {
    filters.push((day) => {
      const week = weekOf(day, weekStart);
      return years.includes(week.year) && counted(weeks, week.number, week.count);
    });
  }
  if (weekdays) filters.push((day) => weekdays.some((weekday) => isWeekday(rule, day, weekday)));
  return filters;
}

function impliedFilters(rule: Recurrence, start: Day): readonly DayFilter[] {
  const has = (...names: readonly string[]) => names.some((name) => rule.parts.has(name));
  const sameWeekday: DayFilter = (day) => day.weekday === start.weekday;
  const sameMonthDay: DayFilter = (day) => day.monthDay === start.monthDay;
  switch (rule.frequency) {
    case 'DAILY':
      return [];
    case 'WEEKLY':
      return has('BYDAY') ? [] : [sameWeekday];
    case 'MONTHLY':
      return has('BYDAY', 'BYMONTHDAY') ? [] : [sameMonthDay];
    case 'YEARLY':
      if (has('BYDAY', 'BYMONTHDAY', 'BYYEARDAY')) return [];
      if (has('BYWEEKNO')) return [sameWeekday];
      return has('BYMONTH') ? [sameMonthDay] : [sameMonthDay, (day) => day.month === start.month];
  }
}

/** `-1FR`: the last Friday of the month, or of the year where no month is in sight. */
function isWeekday(rule: Recurrence, day: Day, item: string): boolean {
  if (WEEKDAYS[day.weekday] !== item.slice(-2)) return false;
  const ordinal = item.slice(0, -2);
  if (ordinal === '') return true;
  const inMonth = rule.frequency === 'MONTHLY' || rule.parts.has('BYMONTH');
  const place = inMonth ? day.monthDay : day.yearDay;
  const length = inMonth ? day.monthLength : day.yearLength;
  const wanted = Number(ordinal);
  return wanted > 0
    ? Math.ceil(place / 7) === wanted
    : Math.ceil((length - place + 1) / 7) === -wanted;
}

/** Negative ones count from the end. */
function counted(wanted: ReadonlySet<number>, place: number, length: number): boolean {
  return wanted.has(place) || wanted.has(place - length - 1);
}

function numbers(rule: Recurrence, name: string): ReadonlySet<number> | undefined {
  const value = rule.parts.get(name);
  return value === undefined ? undefined : new Set(value.split(',').map(Number));
}

function weekStartOf(rule: Recurrence): number {
  const named = rule.parts.get('WKST');
  return Math.max(
    WEEKDAYS.findIndex((weekday) => weekday === named),
    0,
  );
}

function daysFrom(first: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}
