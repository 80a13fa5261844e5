import { weekOf, WEEKDAYS, type Day, type Week } from './calendar.js';
import type { Recurrence } from './recurrence.js';

/** Minutes of a day at which the rule yields, sorted; `start` is that of its first occurrence. */
export function timesOfDay(rule: Recurrence, start: number): readonly number[] {
  const hours = numbers(rule, 'BYHOUR') ?? new Set([Math.floor(start / 60)]);
  const minutes = numbers(rule, 'BYMINUTE') ?? new Set([start % 60]);
  const times = [...hours].flatMap((hour) => [...minutes].map((minute) => hour * 60 + minute));
  return times.sort((a, b) => a - b);
}

/** How many times a day a rule yields. */
export function timesADay(rule: Recurrence): number {
  return timesOfDay(rule, 0).length;
}

/** Is this a day on which the rule yields, as far as its BY parts tell? */
export type DayFilter = (day: Day) => boolean;

/**
 * The BY parts that look at days, and those the start stands in for where they are absent. The week
 * of BYWEEKNO may belong to one of `weekYears`, seen from the day's own year.
 */
export function dayFilter(
  rule: Recurrence,
  start: Day,
  weekYears: readonly Week['year'][],
): DayFilter {
  const filters = [...givenFilters(rule, weekYears), ...impliedFilters(rule, start)];
  return (day) => filters.every((filter) => filter(day));
}

function givenFilters(rule: Recurrence, weekYears: readonly Week['year'][]): readonly DayFilter[] {
  const months = numbers(rule, 'BYMONTH');
  const monthDays = numbers(rule, 'BYMONTHDAY');
  const yearDays = numbers(rule, 'BYYEARDAY');
  const weeks = numbers(rule, 'BYWEEKNO');
  const weekdays = rule.parts.get('BYDAY')?.split(',').map(readWeekday);
  const weekStart = weekStartOf(rule);
  const inMonth = rule.frequency === 'MONTHLY' || rule.parts.has('BYMONTH');
  const filters: DayFilter[] = [];
  if (months) filters.push((day) => months.has(day.month));
  if (monthDays) filters.push((day) => counted(monthDays, day.monthDay, day.monthLength));
  if (yearDays) filters.push((day) => counted(yearDays, day.yearDay, day.yearLength));
  if (weeks) {
    filters.push((day) => {
      const week = weekOf(day, weekStart);
      return weekYears.includes(week.year) && counted(weeks, week.number, week.count);
    });
  }
  if (weekdays) filters.push((day) => weekdays.some((weekday) => isWeekday(inMonth, day, weekday)));
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

/** `-1FR`: the last Friday of the month, or of the year where no month is in sight; 0: each. */
interface Weekday {
  readonly weekday: number;
  readonly ordinal: number;
}

function readWeekday(item: string): Weekday {
  const weekday = WEEKDAYS.findIndex((name) => name === item.slice(-2));
  return { weekday, ordinal: Number(item.slice(0, -2)) };
}

function isWeekday(inMonth: boolean, day: Day, { weekday, ordinal }: Weekday): boolean {
  if (day.weekday !== weekday) return false;
  if (ordinal === 0) return true;
  const place = inMonth ? day.monthDay : day.yearDay;
  const length = inMonth ? day.monthLength : day.yearLength;
  return ordinal > 0
    ? Math.ceil(place / 7) === ordinal
    : Math.ceil((length - place + 1) / 7) === -ordinal;
}

/** Negative ones count from the end. */
function counted(wanted: ReadonlySet<number>, place: number, length: number): boolean {
  return wanted.has(place) || wanted.has(place - length - 1);
}

/** The numbers of a part, as they stand there; undefined: it has no such part. */
export function numbers(rule: Recurrence, name: string): ReadonlySet<number> | undefined {
  const value = rule.parts.get(name);
  return value === undefined ? undefined : new Set(value.split(',').map(Number));
}

/** The first day of its weeks; 0: Monday. */
export function weekStartOf(rule: Recurrence): number {
  const named = rule.parts.get('WKST');
  return Math.max(
    WEEKDAYS.findIndex((weekday) => weekday === named),
    0,
  );
}
