import type ICAL from 'ical.js';

/** One occurrence of an event of a calendar. */
export interface Meeting {
  readonly summary: string;
  readonly start: Date;
  readonly end: Date;
}

/** A recurrence is followed this far from its start; a longer one is a calendar's bug. */
const OCCURRENCES_MAX = 1_000_000;

/** One event, with the last occurrence that has begun. */
export class FollowedEvent {
  private next: ICAL.Time | undefined;
  private begun: Meeting | undefined;

  /** `starts` must not fall. */
  constructor(
    private readonly event: ICAL.Event,
    private readonly starts: Iterator<ICAL.Time, undefined>,
  ) {
    this.next = this.starts.next().value;
  }

  /** Not called off, and not one of those that leave their owner free (RFC 5545, 3.8.1.11, 3.8.2.7). */
  get takesTime(): boolean {
    const word = (property: string): string =>
      String(this.event.component.getFirstPropertyValue(property)).toUpperCase();
    return word('status') !== 'CANCELLED' && word('transp') !== 'TRANSPARENT';
  }

  /** The occurrence that covers an instant, if any. */
  at(now: Date): Meeting | undefined {
    for (let count = 0; count < OCCURRENCES_MAX; count++) {
      if (this.next === undefined || this.next.toJSDate() > now) break;
      this.begun = this.meeting(this.next);
      this.next = this.starts.next().value;
    }
    return this.begun !== undefined && now < this.begun.end ? this.begun : undefined;
  }

  private meeting(start: ICAL.Time): Meeting {
    const end = start.clone();
    end.addDuration(this.event.duration);
    return { summary: this.event.summary, start: start.toJSDate(), end: end.toJSDate() };
  }
}

/** When an event begins, but for the occurrences that have a replacement. */
export function* startsBesides(
  event: ICAL.Event,
  replacements: readonly ICAL.Event[],
): Generator<ICAL.Time, undefined> {
  const replaced = new Set(
    replacements
      .filter((other) => other.uid === event.uid)
      .map((other) => other.recurrenceId.toUnixTime()),
  );
  for (const start of startsOf(event)) {
    if (!replaced.has(start.toUnixTime())) yield start;
  }
  return undefined;
}

function* startsOf(event: ICAL.Event): Generator<ICAL.Time, undefined> {
  if (!event.isRecurring()) {
    yield event.startDate;
    return undefined;
  }
  const starts = event.iterator();
  for (let count = 0; count < OCCURRENCES_MAX; count++) {
    const start = starts.next() as ICAL.Time | undefined;
    if (start === undefined) return undefined;
    yield start;
  }
  return undefined;
}
