import { limits } from '@liaison/contracts';

/** How coarse the beat is: a silent terminal is noticed that much later. */
export const BEAT_MS = 500;
/** Longer than the longest wait there is. */
const SLOTS = 64;

/** What has to be heard of from time to time. Monotonic milliseconds. */
export interface Listened {
  readonly isGone: boolean;
  /** When something came from it. */
  heardMs: number;
  /** When it was asked for a sign. */
  pingedMs: number;
  probe(nowMs: number): void;
  terminate(): void;
}

/**
 * Pings who has been silent for ten seconds and lets go who does not answer within five. Each is
 * looked at only when something may be due, so that thousands who are silent cost next to nothing.
 */
export class Heartbeat {
  private readonly slots: Listened[][] = Array.from({ length: SLOTS }, () => []);
  private beat: number;

  constructor(private nowMs: number) {
    this.beat = Math.floor(nowMs / BEAT_MS);
  }

  add(one: Listened): void {
    this.put(one, one.heardMs + limits.pingMs);
  }

  /** Call it every `BEAT_MS`. */
  turn(nowMs: number): void {
    // If we were held up ourselves, answers may lie unread: everybody gets the time again.
    const wasHeldUp = nowMs - this.nowMs > 2 * BEAT_MS;
    this.nowMs = nowMs;
    const upTo = Math.floor(nowMs / BEAT_MS);
    for (let turns = 0; this.beat < upTo && turns < SLOTS; turns++) {
      this.beat++;
      const due = this.slots[this.beat % SLOTS]?.splice(0) ?? [];
      for (const one of due) if (!one.isGone) this.look(one, nowMs, wasHeldUp);
    }
    this.beat = upTo;
  }

  private look(one: Listened, nowMs: number, wasHeldUp: boolean): void {
    const isAwaited = one.pingedMs > one.heardMs;
    if (isAwaited && !wasHeldUp && nowMs - one.pingedMs >= limits.pongMs) {
      one.terminate();
      return;
    }
    if (isAwaited && wasHeldUp) one.pingedMs = nowMs;
    if (!isAwaited && nowMs - one.heardMs >= limits.pingMs) one.probe(nowMs);
    const isAsked = one.pingedMs > one.heardMs;
    this.put(one, isAsked ? one.pingedMs + limits.pongMs : one.heardMs + limits.pingMs);
  }

  /** Into the first beat that is not before the instant, and not this one. */
  private put(one: Listened, dueMs: number): void {
    const beat = Math.max(this.beat + 1, Math.ceil(dueMs / BEAT_MS));
    this.slots[beat % SLOTS]?.push(one);
  }
}
