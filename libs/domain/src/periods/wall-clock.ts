import { Temporal } from 'temporal-polyfill';

/** Milliseconds of a local time `2026-01-05T09:00` as if its clock were UTC; undefined: no such day or time. */
export function wallMs(local: string): number | undefined {
  const ms = Date.parse(`${local}:00.000Z`);
  if (Number.isNaN(ms)) return undefined;
  return new Date(ms).toISOString() === `${local}:00.000Z` ? ms : undefined;
}

/**
 * The instant of a local time: in a gap it is read with the offset before it, an ambiguous one is the
 * first. Temporal calls that `compatible`.
 */
export function zonedAt(local: string, zone: string): Temporal.ZonedDateTime {
  return Temporal.PlainDateTime.from(local).toZonedDateTime(zone, { disambiguation: 'compatible' });
}
