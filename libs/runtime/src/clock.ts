import { type Clock, type EngineTimes, engineTimes } from '@liaison/contracts';

/** The computer's clock, moved by the tests' offset. */
export class SystemClock implements Clock {
  private lastMs = Number.NaN;
  private lastText = '';

  private readonly times: EngineTimes;

  constructor(private readonly offsetMs: number) {
    this.times = engineTimes(offsetMs);
  }

  fromEngine(ms: number): number {
    return this.times.fromEngine(ms);
  }

  toEngine(ms: number): number {
    return this.times.toEngine(ms);
  }

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
