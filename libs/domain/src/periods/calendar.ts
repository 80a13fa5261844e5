const DAY_MS = 24 * 60 * 60 * 1000;

/** Weekdays as RFC 5545 writes them, in its default order. */
export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;

/** A day of the calendar, counted from 1970-01-01, a Thursday. */
export interface Day {
  readonly number: number;
  readonly month: number;
  readonly monthDay: number;
  readonly monthLength: number;
  /** 0: Monday. */
  readonly weekday: number;
  readonly yearDay: number;
  readonly yearLength: number;
}

export function dayOf(number: number): Day {
  const date = new Date(number * DAY_MS);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth();
  const first = dayNumber(year, 0, 1);
  return {
    number,
    month: month + 1,
    monthDay: date.getUTCDate(),
    monthLength: dayNumber(year, month + 1, 1) - dayNumber(year, month, 1),
    weekday: modulo(number + 3, 7),
    yearDay: number - first + 1,
    yearLength: dayNumber(year + 1, 0, 1) - first,
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

/** `month` 0: January; years below 100 are what they say. */
function dayNumber(year: number, month: number, monthDay: number): number {
  return new Date(0).setUTCFullYear(year, month, monthDay) / DAY_MS;
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
