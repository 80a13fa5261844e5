import { type Clock, type EngineTimes, engineTimes } from '@liaison/contracts';
import { GivenTimes } from './given-times.js';

/** The computer's clock, moved by the tests' offset or given by them. */
export class SystemClock implements Clock {
  private lastMs = Number.NaN;
  private lastText = '';

  private readonly times: EngineTimes;

  constructor(offset: number | EngineTimes) {
    this.times = typeof offset === 'number' ? engineTimes(offset) : offset;
  }

  fromEngine(ms: number): number {
    return this.times.fromEngine(ms);
  }

  toEngine(ms: number): number {
    return this.times.toEngine(ms);
  }

  ms(): number {
    return this.times.fromEngine(Date.now());
  }

  /** Given times stand still for limits too. */
  steadyMs(): number {
    return this.times instanceof GivenTimes ? this.ms() : performance.now();
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
