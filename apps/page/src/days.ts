/** A part of a day, in Unix milliseconds; half open. */
export interface Part<T> {
  readonly fromMs: number;
  readonly toMs: number;
  readonly what: T;
}

/** A day of a zone: its date, its bounds, and what happens in it. */
export interface Day<T> {
  /** `2026-03-29` */
  readonly date: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly parts: readonly Part<T>[];
}

/** Zones change date at quarters of an hour at the finest. */
const STEP_MS = 15 * 60_000;

/** Sorts periods into the days of a zone, those that the clock makes shorter or longer included. */
export function daysOf<T>(periods: readonly Part<T>[], zone: string): Day<T>[] {
  const first = periods[0]?.fromMs ?? 0;
  const last = periods.at(-1)?.toMs ?? 0;
  return dates(first, last, zone).map(({ date, fromMs, toMs }) => ({
    date,
    fromMs,
    toMs,
    parts: periods
      .filter((one) => one.fromMs < toMs && one.toMs > fromMs)
      .map((one) => ({
        what: one.what,
        fromMs: Math.max(one.fromMs, fromMs),
        toMs: Math.min(one.toMs, toMs),
      })),
  }));
}

/** The time of day of an instant in a zone: `09:30`. */
export function timeIn(zone: string, ms: number): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
  }).format(ms);
}

interface Bounds {
  readonly date: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Every date of the zone that lies between two instants, whole days also at both ends. */
function dates(firstMs: number, lastMs: number, zone: string): Bounds[] {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' });
  const found: Bounds[] = [];
  let fromMs = Math.floor(firstMs / STEP_MS) * STEP_MS;
  const begun = format.format(firstMs);
  while (format.format(fromMs - STEP_MS) === begun) fromMs -= STEP_MS;
  while (fromMs < lastMs) {
    const date = format.format(fromMs);
    let toMs = fromMs + STEP_MS;
    while (format.format(toMs) === date) toMs += STEP_MS;
    found.push({ date, fromMs, toMs });
    fromMs = toMs;
  }
  return found;
}
