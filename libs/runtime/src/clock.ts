import type { Clock } from '@liaison/contracts';

/** The computer's clock, moved by the tests' offset. */
export class SystemClock implements Clock {
  private lastMs = Number.NaN;
  private lastText = '';

  constructor(private readonly offsetMs: number) {}

  ms(): number {
    return Date.now() + this.offsetMs;
  }

  now(): string {
    const ms = this.ms();
    if (ms !== this.lastMs) {
      this.lastText = new Date(ms).toISOString();
      this.lastMs = ms;
    }
    return this.lastText;
  }
}
