import { type Clock, engineTimes } from '@liaison/contracts';

/** The computer's clock, moved by the tests' offset. */
export class SystemClock implements Clock {
  private lastMs = Number.NaN;
  private lastText = '';

  readonly fromEngine: Clock['fromEngine'];
  readonly toEngine: Clock['toEngine'];

  constructor(private readonly offsetMs: number) {
    const { fromEngine, toEngine } = engineTimes(offsetMs);
    this.fromEngine = fromEngine;
    this.toEngine = toEngine;
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
