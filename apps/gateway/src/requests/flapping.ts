import type { TerminalId, UserId } from '@liaison/domain';

const MINUTE_MS = 60_000;

/**
 * Counts how often each terminal connects here: one that comes and goes without end writes facts
 * without end. No edge is delayed or left out; the terminal is told when to come back.
 */
export class Flapping {
  private readonly counts = new Map<string, number>();
  private beganMs = performance.now();

  constructor(private readonly connectsPerMinute: number) {}

  /** Counts one connect; answers 0, or after how many milliseconds it may be tried again. */
  count(user: UserId, terminal: TerminalId, nowMs: number): number {
    if (nowMs - this.beganMs >= MINUTE_MS) {
      this.counts.clear();
      this.beganMs = nowMs;
    }
    const name = `${user} ${terminal}`;
    const count = (this.counts.get(name) ?? 0) + 1;
    if (count > this.connectsPerMinute) return Math.ceil(this.beganMs + MINUTE_MS - nowMs);
    this.counts.set(name, count);
    return 0;
  }
}
