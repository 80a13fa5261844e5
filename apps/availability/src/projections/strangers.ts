import { limits } from '@liaison/contracts';
import type { UserId } from '@liaison/domain';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const SWEEP_MS = 60 * MINUTE_MS;

interface Asked {
  minuteBeganMs: number;
  minuteCount: number;
  dayBeganMs: number;
  readonly dayUsers: Set<UserId>;
}

/**
 * Counts what users ask about others who are no contacts of theirs, before anything is looked up: 30
 * a minute and 300 different ids a day (claim 4: hidden equals non-existent).
 */
export class Strangers {
  private readonly byUser = new Map<UserId, Asked>();
  private sweptMs = 0;

  /** Users of whom something is remembered. */
  get size(): number {
    return this.byUser.size;
  }

  /** Answers 0, or after how many milliseconds it may be asked again. Monotonic milliseconds. */
  ask(user: UserId, about: UserId, nowMs: number): number {
    this.sweep(nowMs);
    const asked = this.asked(user, nowMs);
    if (asked.minuteCount >= limits.strangersPerMinute) {
      return asked.minuteBeganMs + MINUTE_MS - nowMs;
    }
    if (!asked.dayUsers.has(about) && asked.dayUsers.size >= limits.strangersPerDay) {
      return asked.dayBeganMs + DAY_MS - nowMs;
    }
    asked.minuteCount++;
    asked.dayUsers.add(about);
    return 0;
  }

  /** Forgets who began to ask a day ago: once an hour. */
  private sweep(nowMs: number): void {
    if (nowMs - this.sweptMs < SWEEP_MS) return;
    this.sweptMs = nowMs;
    for (const [user, asked] of this.byUser) {
      if (nowMs - asked.dayBeganMs >= DAY_MS) this.byUser.delete(user);
    }
  }

  private asked(user: UserId, nowMs: number): Asked {
    let asked = this.byUser.get(user);
    if (asked === undefined || nowMs - asked.dayBeganMs >= DAY_MS) {
      asked = { minuteBeganMs: nowMs, minuteCount: 0, dayBeganMs: nowMs, dayUsers: new Set() };
      this.byUser.set(user, asked);
    }
    if (nowMs - asked.minuteBeganMs >= MINUTE_MS) {
      asked.minuteBeganMs = nowMs;
      asked.minuteCount = 0;
    }
    return asked;
  }
}
