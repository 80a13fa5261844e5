import ICAL from 'ical.js';

/** One occurrence of an event of a calendar. */
export interface Meeting {
  readonly summary: string;
  readonly start: Date;
  readonly end: Date;
}

/** A recurrence is followed this far from its start; a longer one is a calendar's bug. */
const OCCURRENCES_MAX = 1_000_000;

/** The meetings of an iCalendar text (RFC 5545), followed through time. */
export class Calendar {
  private readonly events: readonly FollowedEvent[];

  /** Takes the calendar's own time zones; unfolding lines is ical.js's work. */
  constructor(text: string) {
    const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
    for (const zone of calendar.getAllSubcomponents('vtimezone')) {
      ICAL.TimezoneService.register(new ICAL.Timezone(zone));
    }
    this.events = calendar
      .getAllSubcomponents('vevent')
      .map((event) => new FollowedEvent(new ICAL.Event(event)));
  }

  /** The meeting that covers an instant, if any: the one that ends last. Instants must not fall. */
  at(now: Date): Meeting | undefined {
    return this.events
      .map((event) => event.at(now))
      .filter((meeting) => meeting !== undefined)
      .toSorted((a, b) => b.end.getTime() - a.end.getTime())[0];
  }
}

/** One event, with the last occurrence that has begun. */
class FollowedEvent {
  private readonly starts: Iterator<ICAL.Time>;
  private next: ICAL.Time | undefined;
  private begun: Meeting | undefined;

  constructor(private readonly event: ICAL.Event) {
    this.starts = startsOf(event);
    this.next = this.starts.next().value;
  }

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
