import type { Calendar } from '../calendar.js';
import type { Meeting } from '../followed-event.js';

/** What the calendar service emits. */
export interface MeetingEvent {
  readonly type: 'meeting-started' | 'meeting-ended';
  /** Made of the meeting. */
  readonly id: string;
  readonly about: string;
  readonly data: { readonly until: string };
  readonly correlation: string;
}

/** Follows a user's calendar, and says what is to be emitted until it is said to be. */
export class Meetings {
  private current: Meeting | undefined;

  constructor(
    private readonly user: string,
    private readonly calendar: Pick<Calendar, 'at'>,
  ) {}

  /**
   * The next event at an instant; undefined: there is none. The same is answered until it is
   * `emitted`. Its id is made of the meeting, so that a restarted service repeats it harmlessly.
   */
  next(now: Date): MeetingEvent | undefined {
    const meeting = this.calendar.at(now);
    if (this.current !== undefined && !isSame(this.current, meeting)) {
      return this.event('meeting-ended', this.current);
    }
    if (this.current === undefined && meeting !== undefined) {
      return this.event('meeting-started', meeting);
    }
    return undefined;
  }

  /** Takes note that an event of `next` is stored. */
  emitted(now: Date): void {
    this.current = this.current === undefined ? this.calendar.at(now) : undefined;
  }

  /** What a meeting is about is nobody's business: its end is enough. Start and end are one chain. */
  private event(type: MeetingEvent['type'], { start, end }: Meeting): MeetingEvent {
    const meeting = `${this.user}:${start.getTime()}-${end.getTime()}`;
    const data = { until: end.toISOString() };
    return { type, id: `${type}:${meeting}`, about: this.user, data, correlation: meeting };
  }
}

function isSame(one: Meeting, other: Meeting | undefined): boolean {
  return (
    one.start.getTime() === other?.start.getTime() && one.end.getTime() === other.end.getTime()
  );
}
