import { dayAfter, dayNumber, dayOf, firstOfWeek, weekOf, type Day } from './calendar.js';
import { dayFilter, numbers, timesOfDay, weekStartOf, type DayFilter } from './day-filter.js';
import type { Recurrence } from './recurrence.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const MINUTE_MS = 60 * 1000;
/** A rule with COUNT is counted for so many days from its start; what then is left has no end. */
export const COUNT_DAYS_MAX = 100 * 366;

/** A span of days, `[first, next)`: a day, week, month or year. */
interface Span {
  readonly first: number;
  readonly next: number;
}

/**
 * The occurrences of a recurrence by the clock on the wall, in milliseconds as if that clock were
 * UTC; COUNT and UNTIL are left to who asks. Days are looked at one by one, those of skipped periods
 * are not: what is asked bounds the work. Specs hold it to two libraries, each too slow for an owner
 * of many users.
 */
export class Expansion {
  /** How many days have been looked at. */
  looked = 0;
  private readonly start: Day;
  private readonly times: readonly number[];
  private readonly isDay: DayFilter;
  private readonly positions: ReadonlySet<number> | undefined;
  private readonly interval: number;

  constructor(
    private readonly startMs: number,
    private readonly rule: Recurrence,
  ) {
    this.start = dayOf(Math.floor(startMs / DAY_MS));
    this.times = timesOfDay(rule, (startMs - this.start.number * DAY_MS) / MINUTE_MS);
    this.isDay = dayFilter(rule, this.start, ['before', 'own', 'after']);
    this.positions = numbers(rule, 'BYSETPOS');
    this.interval = Number(rule.parts.get('INTERVAL') ?? '1');
  }

  /** The occurrences from one time to another, both included, in order. */
  *between(fromMs: number, toMs: number): Generator<number> {
    const from = Math.max(fromMs, this.startMs);
    for (const span of this.periods(Math.floor(from / DAY_MS), Math.floor(toMs / DAY_MS))) {
      for (const ms of this.yieldedIn(span)) {
        if (ms > toMs) return;
        if (ms >= from) yield ms;
      }
    }
  }

  /** The last of `count` occurrences from the start on; undefined: it is not in sight. */
  nth(count: number): number | undefined {
    let left = count;
    for (const ms of this.between(this.startMs, this.startMs + COUNT_DAYS_MAX * DAY_MS)) {
      left--;
      if (left === 0) return ms;
    }
    return undefined;
  }

  private *yieldedIn(span: Span): Generator<number> {
    const { positions, times } = this;
    if (!positions) {
      for (const day of this.daysOf(span)) yield* times.map((time) => msOf(day, time));
      return;
    }
    const all = [...this.daysOf(span)].flatMap((day) => times.map((time) => msOf(day, time)));
    for (const [index, ms] of all.entries()) {
      if (positions.has(index + 1) || positions.has(index - all.length)) yield ms;
    }
  }

  private *daysOf({ first, next }: Span): Generator<number> {
    for (let day = dayOf(first); day.number < next; day = dayAfter(day)) {
      this.looked++;
      if (this.isDay(day)) yield day.number;
    }
  }

  /** The periods with days in a range; cut to it where no position in the whole is asked for. */
  private *periods(from: number, to: number): Generator<Span> {
    const first = this.indexOf(this.start);
    const ahead = Math.max(this.indexOf(dayOf(from)) - first, 0);
    let index = first + Math.floor(ahead / this.interval) * this.interval;
    let span = this.spanOf(index);
    while (span.first <= to) {
      if (this.positions) yield span;
      else yield { first: Math.max(span.first, from), next: Math.min(span.next, to + 1) };
      index += this.interval;
      span = this.spanOf(index);
    }
  }

  /** Periods are numbered one after the other. */
  private indexOf(day: Day): number {
    switch (this.rule.frequency) {
      case 'DAILY':
        return day.number;
      case 'WEEKLY':
        return Math.floor((firstOfWeek(day, weekStartOf(this.rule)) + 3) / 7);
      case 'MONTHLY':
        return day.year * 12 + day.month - 1;
      case 'YEARLY':
        return this.isByWeek() ? weekYearOf(day, weekStartOf(this.rule)) : day.year;
    }
  }

  private spanOf(index: number): Span {
    switch (this.rule.frequency) {
      case 'DAILY':
        return { first: index, next: index + 1 };
      case 'WEEKLY': {
        const first = firstOfWeek(dayOf(index * 7 + 3), weekStartOf(this.rule));
        return { first, next: first + 7 };
      }
      case 'MONTHLY': {
        const year = Math.floor(index / 12);
        const month = index - year * 12 + 1;
        return { first: dayNumber(year, month, 1), next: dayNumber(year, month + 1, 1) };
      }
      case 'YEARLY':
        return { first: this.firstOfYear(index), next: this.firstOfYear(index + 1) };
    }
  }

  /** Where weeks are numbered a year begins with its first week. */
  private firstOfYear(year: number): number {
    if (!this.isByWeek()) return dayNumber(year, 1, 1);
    return firstOfWeek(dayOf(dayNumber(year, 1, 4)), weekStartOf(this.rule));
  }

  private isByWeek(): boolean {
    return this.rule.parts.has('BYWEEKNO');
  }
}

function weekYearOf(day: Day, weekStart: number): number {
  const { year } = weekOf(day, weekStart);
  return day.year + (year === 'before' ? -1 : year === 'after' ? 1 : 0);
}

function msOf(day: number, time: number): number {
  return day * DAY_MS + time * MINUTE_MS;
}
