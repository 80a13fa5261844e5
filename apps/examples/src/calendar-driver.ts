import { readFile } from 'node:fs/promises';
import { Calendar } from './calendar.js';
import type { Order, Report } from './orders.js';

const LOOK_MS = 1_000;

/** Turns a calendar into a mode: `in-a-meeting` while a meeting lasts, cleared when it ends. */
export class CalendarDriver {
  private calendar: Calendar | undefined;
  private timer: NodeJS.Timeout | undefined;
  /** End of the meeting that is on, ms; 0: none. */
  private busyUntil = 0;

  constructor(
    private readonly file: string,
    private readonly obey: (order: Order) => Promise<void>,
    private readonly tell: (report: Report) => void,
  ) {}

  async start(): Promise<void> {
    this.calendar = new Calendar(await readFile(this.file, 'utf8'));
    this.timer = setInterval(() => void this.look(), LOOK_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    const meeting = this.calendar?.at(new Date());
    const end = meeting?.end.getTime() ?? 0;
    if (end === this.busyUntil) return;
    this.busyUntil = end;
    this.tell({
      report: 'calendar',
      summary: meeting?.summary ?? '',
      until: meeting?.end.toISOString(),
    });
    await this.obey(
      meeting === undefined
        ? { method: 'mode.clear', params: {} }
        : { method: 'mode.activate', params: { mode: 'in-a-meeting' } },
    );
  }
}
