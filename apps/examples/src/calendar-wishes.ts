import type { Meeting } from './followed-event.js';
import type { Order } from './orders.js';

/** The mode a meeting stands for. */
const MEETING_MODE = 'in-a-meeting';
/** A mode left behind by a calendar that died ends by itself so long after its meeting. */
const LEFT_BEHIND_MS = 30_000;

/** What the server says of the calendar's own user, as far as a calendar cares. */
export interface OwnState {
  readonly profile?: string;
  readonly mode?: string;
  /** Where the mode was activated by hand: `cleared`, or an instant. */
  readonly until?: string;
}

/** What a calendar wants of its user's mode; `for` is new with every meeting and every profile. */
export interface Wish {
  readonly for: string;
  readonly order: Order | undefined;
}

/**
 * The wish at a moment: the meeting's mode while one is on, else its end, where it holds until an
 * instant as calendars activate it. Undefined: no profile is active, there is nothing to wish yet.
 */
export function wishFor(meeting: Meeting | undefined, own: OwnState): Wish | undefined {
  if (own.profile === undefined) return undefined;
  if (meeting !== undefined) {
    const end = meeting.end.getTime();
    const until = new Date(end + LEFT_BEHIND_MS).toISOString();
    const order = { method: 'mode.activate', params: { mode: MEETING_MODE, until } };
    return { for: `${own.profile} ${end}`, order };
  }
  const calendars = own.mode === MEETING_MODE && !['cleared', undefined].includes(own.until);
  return { for: 'no meeting', order: calendars ? { method: 'mode.clear', params: {} } : undefined };
}
