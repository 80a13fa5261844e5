import { createHash } from 'node:crypto';
import { appendFile, writeFile } from 'node:fs/promises';
import { uuidV7 } from '../harness/uuid.js';

const MINUTE_MS = 60_000;
/** The first batch's minute: any will do. */
const FIRST_MINUTE_MS = Date.UTC(2027, 2, 1, 9);
/** Timers look at the clock again after as long as is left: little, so that they soon see it move. */
const BEFORE_MS = 1_500;
const MIDST_MS = 700;
const AFTER_MS = 300;

/** Where a batch's clock stands, one after the other. */
export type Step = 'before' | 'midst' | 'after';

/** The clock that the boxes of both worlds are given: it stands still until it is moved. */
export class GivenClock {
  private shownMs = 0;
  private minuteMs = FIRST_MINUTE_MS - MINUTE_MS;

  private constructor(readonly path: string) {}

  static async at(path: string): Promise<GivenClock> {
    const clock = new GivenClock(path);
    await writeFile(path, '');
    await clock.nextMinute();
    return clock;
  }

  get ms(): number {
    return this.shownMs;
  }

  get instant(): string {
    return new Date(this.shownMs).toISOString();
  }

  /** A grant that ends here is over `midst`. */
  get soon(): string {
    return new Date(this.minuteMs - (BEFORE_MS + MIDST_MS) / 2).toISOString();
  }

  /** A grant that ends here, and a period that begins, are past `after`. */
  get minute(): string {
    return new Date(this.minuteMs).toISOString();
  }

  /** Stands before the next whole minute. */
  nextMinute(): Promise<void> {
    this.minuteMs += MINUTE_MS;
    return this.show('before');
  }

  async show(step: Step): Promise<void> {
    const from = { before: -BEFORE_MS, midst: -MIDST_MS, after: AFTER_MS };
    this.shownMs = this.minuteMs + from[step];
    await appendFile(this.path, `${Date.now()} ${this.shownMs}\n`);
  }
}

/** The command that somebody gives, by whose it is and the how manieth of theirs: in both worlds one. */
export function commandOf(ms: number, name: string): string {
  return uuidV7(ms, createHash('sha256').update(name).digest().subarray(0, 16));
}
