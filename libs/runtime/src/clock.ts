import type { Clock } from '@liaison/contracts';

/** The computer's clock, moved by the tests' offset. */
export class SystemClock implements Clock {
  constructor(private readonly offsetMs: number) {}

  ms(): number {
    return Date.now() + this.offsetMs;
  }

  now(): string {
    return new Date(this.ms()).toISOString();
  }
}
