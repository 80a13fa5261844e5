import { Temporal } from 'temporal-polyfill';
import type { Instant } from '../words.js';

const MINUTE_NS = 60_000_000_000;
/** A zone changes its clock a few times a year at most. */
const CHANGES_MAX = 16;

/** The clock of a zone is set forward (above 0) or back. */
export interface ClockChange {
  readonly at: Instant;
  /** The day it happens, in the zone: `2026-10-25`. */
  readonly date: string;
  readonly shiftMinutes: number;
}

/** The changes of a zone's clock in `[from, to)`. */
export function clockChanges(zone: string, from: Instant, to: Instant): readonly ClockChange[] {
  const changes: ClockChange[] = [];
  const end = Date.parse(to);
  let next = Temporal.Instant.from(from)
    .toZonedDateTimeISO(zone)
    .subtract({ nanoseconds: 1 })
    .getTimeZoneTransition('next');
  while (next && next.epochMilliseconds < end && changes.length < CHANGES_MAX) {
    const before = next.subtract({ nanoseconds: 1 });
    changes.push({
      at: new Date(next.epochMilliseconds).toISOString(),
      date: before.toPlainDate().toString(),
      shiftMinutes: Math.round((next.offsetNanoseconds - before.offsetNanoseconds) / MINUTE_NS),
    });
    next = next.getTimeZoneTransition('next');
  }
  return changes;
}
