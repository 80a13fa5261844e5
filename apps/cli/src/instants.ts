import { InvalidArgumentError } from 'commander';

/** RFC 3339, seconds and their fractions left out at will. */
const FORM = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)([Zz]|[+-]\d{2}:\d{2})$/;

/** The form an instant is wanted in, as help and refusals name it. */
export const INSTANT_FORM =
  'a date, a time, and Z or an offset (RFC 3339), as 2026-01-05T08:00:00Z or 2026-01-05T09:00+01:00';

/** An instant in UTC with milliseconds, of whatever spelling; undefined: it is none. */
export function instantOf(text: string): string | undefined {
  const [, date, time, zone] = FORM.exec(text) ?? [];
  if (date === undefined || time === undefined || zone === undefined) return undefined;
  const day = new Date(`${date}T00:00Z`);
  // 30 February is a day to some, and the second of March to others.
  if (Number.isNaN(day.getTime()) || !day.toISOString().startsWith(date)) return undefined;
  const at = new Date(`${date}T${time}${zone.toUpperCase()}`);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** Reads the value of a flag that takes an instant. */
export function instant(text: string): string {
  const at = instantOf(text);
  if (at === undefined) throw new InvalidArgumentError(`Give ${INSTANT_FORM}.`);
  return at;
}

/** Reads `--until`: when what is done by hand ends. */
export function untilWhen(text: string): string {
  const at = text === 'next-change' || text === 'cleared' ? text : instantOf(text);
  if (at === undefined) {
    throw new InvalidArgumentError(`Give next-change, cleared, or an instant: ${INSTANT_FORM}.`);
  }
  return at;
}
