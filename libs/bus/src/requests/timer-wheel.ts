const TICK_MS = 50;
const SLOTS = 1024;
/** The longest wait the wheel can measure. */
export const WAIT_MAX_MS = TICK_MS * (SLOTS - 1);

/**
 * One timer for many deadlines, 50 ms coarse. It counts its own ticks, so a process that was frozen
 * reads what has arrived meanwhile before it calls anything late.
 */
export class TimerWheel {
  private readonly slots: number[][] = Array.from({ length: SLOTS }, () => []);
  private tick = 0;
  private timer: NodeJS.Timeout | undefined;

  /**
   * `expired` is told every token whose time has come, also of those long done; once `isIdle`, all
   * are forgotten and the timer stops.
   */
  constructor(
    private readonly expired: (token: number) => void,
    private readonly isIdle: () => boolean,
  ) {}

  add(token: number, waitMs: number): void {
    const ticks = Math.max(1, Math.ceil(Math.min(waitMs, WAIT_MAX_MS) / TICK_MS));
    this.slots[(this.tick + ticks) % SLOTS]?.push(token);
    this.timer ??= setInterval(() => this.turn(), TICK_MS);
  }

  private stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    for (const slot of this.slots) slot.length = 0;
  }

  private turn(): void {
    this.tick = (this.tick + 1) % SLOTS;
    const due = this.slots[this.tick] ?? [];
    this.slots[this.tick] = [];
    for (const token of due) this.expired(token);
    if (this.isIdle()) this.stop();
  }
}
