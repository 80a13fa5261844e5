import ICAL from 'ical.js';
import { FollowedEvent, type Meeting, startsBesides } from './followed-event.js';

/** The meetings of an iCalendar text (RFC 5545), followed through time. */
export class Calendar {
  private readonly events: readonly FollowedEvent[];

  /**
   * Takes the calendar's own time zones; unfolding lines is ical.js's work. An event with a
   * RECURRENCE-ID stands for one occurrence of another, wherever that would have been.
   */
  constructor(text: string) {
    const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
    for (const zone of calendar.getAllSubcomponents('vtimezone')) {
      ICAL.TimezoneService.register(new ICAL.Timezone(zone));
    }
    const events = calendar
      .getAllSubcomponents('vevent')
      .map((event) => new ICAL.Event(event, { exceptions: [] }));
    const replacements = events.filter((event) => event.isRecurrenceException());
    const wholes = events.filter((event) => !event.isRecurrenceException());
    this.events = [
      ...replacements.map(
        (event) => new FollowedEvent(event, [event.startDate][Symbol.iterator]()),
      ),
      ...wholes.map((event) => new FollowedEvent(event, startsBesides(event, replacements))),
    ].filter((event) => event.takesTime);
  }

  /** The meeting that covers an instant, if any: the one that ends last. Instants must not fall. */
  at(now: Date): Meeting | undefined {
    return this.events
      .map((event) => event.at(now))
      .filter((meeting) => meeting !== undefined)
      .toSorted((a, b) => b.end.getTime() - a.end.getTime())[0];
  }
}
