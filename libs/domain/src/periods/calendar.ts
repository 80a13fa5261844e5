/** Weekdays as RFC 5545 writes them, in its default order. */
export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;

/** A day of the calendar, counted from 1970-01-01, a Thursday. */
export interface Day {
  readonly number: number;
  readonly year: number;
  readonly month: number;
  readonly monthDay: number;
  readonly monthLength: number;
  /** 0: Monday. */
  readonly weekday: number;
  readonly yearDay: number;
  readonly yearLength: number;
}

export function dayOf(number: number): Day {
  const { year, month, monthDay } = dateOf(number);
  const first = dayNumber(year, 1, 1);
  return {
    number,
    year,
    month,
    monthDay,
    monthLength: dayNumber(year, month + 1, 1) - dayNumber(year, month, 1),
    weekday: modulo(number + 3, 7),
    yearDay: number - first + 1,
    yearLength: dayNumber(year + 1, 1, 1) - first,
  };
}

/** The day after; cheaper than by its number, within a month. */
export function dayAfter(day: Day): Day {
  const number = day.number + 1;
  if (day.monthDay === day.monthLength) return dayOf(number);
  return {
    number,
    year: day.year,
    month: day.month,
    monthDay: day.monthDay + 1,
    monthLength: day.monthLength,
    weekday: day.weekday === 6 ? 0 : day.weekday + 1,
    yearDay: day.yearDay + 1,
    yearLength: day.yearLength,
  };
}

/** The first day of the week a day lies in; `weekStart` 0: Monday. */
export function firstOfWeek(day: Day, weekStart: number): number {
  return day.number - modulo(day.weekday - weekStart, 7);
}

/** A week by its number in the year it belongs to, and how many weeks that year has (ISO 8601). */
export interface Week {
  readonly number: number;
  readonly count: number;
  /** Does it belong to the day's own year, the one before or the one after? */
  readonly year: 'before' | 'own' | 'after';
}

export function weekOf(day: Day, weekStart: number): Week {
  const fourth = dayOf(firstOfWeek(day, weekStart) + 3);
  const newYear = fourth.number - fourth.yearDay + 1;
  const lastFourth = dayOf(firstOfWeek(dayOf(newYear + fourth.yearLength - 4), weekStart) + 3);
  const years = Math.sign(newYear - (day.number - day.yearDay + 1));
  const year = years === 0 ? 'own' : years < 0 ? 'before' : 'after';
  return { number: weekNumber(fourth), count: weekNumber(lastFourth), year };
}

/** A week belongs to the year its fourth day lies in. */
function weekNumber(fourth: Day): number {
  return Math.floor((fourth.yearDay - 1) / 7) + 1;
}

/** Years of 365.2425 days begin in March here, so that a leap day is the last of its year. */
const ERA_DAYS = 146_097;
const MARCH_OF_YEAR_0 = -719_468;

/** The number of a day; `month` 1: January, 13: that of the next year. */
export function dayNumber(year: number, month: number, monthDay: number): number {
  const months = year * 12 + month - 3;
  const since = Math.floor(months / 12);
  const era = Math.floor(since / 400);
  const yearOfEra = since - era * 400;
  const yearDay = Math.floor((153 * modulo(months, 12) + 2) / 5) + monthDay - 1;
  const leaps = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  return MARCH_OF_YEAR_0 + era * ERA_DAYS + yearOfEra * 365 + leaps + yearDay;
}

/** The reverse of `dayNumber`, in whole numbers alone: many days are looked at. */
function dateOf(number: number): Pick<Day, 'year' | 'month' | 'monthDay'> {
  const since = number - MARCH_OF_YEAR_0;
  const era = Math.floor(since / ERA_DAYS);
  const day = since - era * ERA_DAYS;
  const leaps = Math.floor(day / 1460) - Math.floor(day / 36_524) + Math.floor(day / 146_096);
  const yearOfEra = Math.floor((day - leaps) / 365);
  const before = 365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  const yearDay = day - before;
  const fromMarch = Math.floor((5 * yearDay + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  return {
    year: era * 400 + yearOfEra + (month <= 2 ? 1 : 0),
    month,
    monthDay: yearDay - Math.floor((153 * fromMarch + 2) / 5) + 1,
  };
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
