import { readFile } from 'node:fs/promises';
import { type OwnState, wishFor } from './calendar-wishes.js';
import { Calendar } from './calendar.js';
import type { Meeting } from './followed-event.js';
import type { Order, Report } from './orders.js';

const LOOK_MS = 1_000;
/** After a refusal: soonest and latest it is tried again; a change of the user's own state tries at once. */
const RETRY_MS_MIN = 1_000;
const RETRY_MS_MAX = 60_000;

/** Carries an order out; false: refused, and reported. */
export type Obey = (order: Order) => Promise<boolean>;

/** Turns a calendar into a mode: `in-a-meeting` while a meeting lasts, cleared when it ends. */
export class CalendarDriver {
  private calendar: Calendar | undefined;
  private timer: NodeJS.Timeout | undefined;
  private own: OwnState = {};
  /** What was told last: the end of the meeting that is on, ms; 0: none. */
  private toldEnd = 0;
  /** For what the last wish was that came true. */
  private fulfilled: string | undefined;
  private wait = RETRY_MS_MIN;
  private notBefore = 0;
  private busy = false;

  constructor(
    private readonly file: string,
    private readonly obey: Obey,
    private readonly tell: (report: Report) => void,
  ) {}

  /** Reads the file and begins to look; a file that is no calendar is reported, and nothing follows. */
  async start(): Promise<void> {
    try {
      this.calendar = new Calendar(await readFile(this.file, 'utf8'));
    } catch (error) {
      this.tell({ report: 'trouble', message: `${this.file} is no calendar: ${String(error)}` });
      return;
    }
    this.timer = setInterval(() => void this.look(new Date()), LOOK_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Takes what the server says of the user; nothing is ordered before it has said something. */
  hear(own: OwnState): void {
    this.own = own;
    this.wait = RETRY_MS_MIN;
    this.notBefore = 0;
  }

  /** Orders what the calendar asks for at an instant, until it has come true. */
  async look(now: Date): Promise<void> {
    const meeting = this.calendar?.at(now);
    this.tellOf(meeting);
    const wish = wishFor(meeting, this.own);
    if (wish === undefined || wish.for === this.fulfilled) return;
    if (this.busy || now.getTime() < this.notBefore) return;
    this.busy = true;
    const done = wish.order === undefined || (await this.obey(wish.order));
    this.busy = false;
    if (done) this.fulfilled = wish.for;
    else this.putOff(now);
  }

  private tellOf(meeting: Meeting | undefined): void {
    const end = meeting?.end.getTime() ?? 0;
    if (end === this.toldEnd) return;
    this.toldEnd = end;
    const [summary, until] = [meeting?.summary ?? '', meeting?.end.toISOString()];
    this.tell({ report: 'calendar', summary, until });
  }

  private putOff(now: Date): void {
    this.notBefore = now.getTime() + this.wait;
    this.wait = Math.min(this.wait * 2, RETRY_MS_MAX);
  }
}
