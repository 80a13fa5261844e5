import { describe, expect, it } from '@jest/globals';
import { BEAT_MS, Heartbeat, type Listened } from './heartbeat.js';

/** A line that answers pings until it is frozen, and what happened to it when. */
class Line implements Listened {
  heardMs = 0;
  pingedMs = 0;
  isGone = false;
  isFrozen = false;
  readonly pings: number[] = [];
  lostMs: number | undefined;

  probe(nowMs: number): void {
    this.pingedMs = nowMs;
    this.pings.push(nowMs);
  }

  terminate(): void {
    this.isGone = true;
  }

  /** A pong, some milliseconds after each ping. */
  answer(nowMs: number): void {
    if (!this.isFrozen && this.pingedMs > this.heardMs) this.heardMs = nowMs;
  }
}

/** Half-second beats from one instant to another. */
const run = (heartbeat: Heartbeat, line: Line, fromMs: number, toMs: number): void => {
  for (let nowMs = fromMs + BEAT_MS; nowMs <= toMs && !line.isGone; nowMs += BEAT_MS) {
    heartbeat.turn(nowMs);
    line.answer(nowMs + 3);
    if (line.isGone) line.lostMs = nowMs;
  }
};

describe('who is silent', () => {
  it('is pinged every ten seconds and stays while it answers', () => {
    const heartbeat = new Heartbeat(0);
    const line = new Line();
    heartbeat.add(line);
    run(heartbeat, line, 0, 60_000);
    expect(line.pings.length).toBeGreaterThanOrEqual(5);
    expect(line.pings[0]).toBe(10_000);
    for (let at = 1; at < line.pings.length; at++) {
      const apart = (line.pings[at] as number) - (line.pings[at - 1] as number);
      expect(apart).toBeGreaterThanOrEqual(10_000);
      expect(apart).toBeLessThanOrEqual(11_000);
    }
    expect(line.isGone).toBe(false);
  });

  it('is let go within 17 seconds of the last sign, and not before 15', () => {
    for (let offsetMs = 0; offsetMs < BEAT_MS; offsetMs += 50) {
      const heartbeat = new Heartbeat(0);
      const line = new Line();
      line.heardMs = line.pingedMs = offsetMs;
      line.isFrozen = true;
      heartbeat.add(line);
      run(heartbeat, line, 0, 60_000);
      expect(line.lostMs).toBeGreaterThanOrEqual(offsetMs + 15_000);
      expect(line.lostMs).toBeLessThanOrEqual(offsetMs + 16_500);
    }
  });

  it('is not pinged while it speaks', () => {
    const heartbeat = new Heartbeat(0);
    const line = new Line();
    heartbeat.add(line);
    for (let nowMs = BEAT_MS; nowMs <= 60_000; nowMs += BEAT_MS) {
      line.heardMs = nowMs;
      heartbeat.turn(nowMs);
    }
    expect(line.pings).toEqual([]);
  });

  it('gets its time again where we were held up ourselves', () => {
    const heartbeat = new Heartbeat(0);
    const line = new Line();
    heartbeat.add(line);
    line.isFrozen = true;
    run(heartbeat, line, 0, 10_000);
    heartbeat.turn(60_000);
    expect(line.isGone).toBe(false);
    line.heardMs = 60_001;
    run(heartbeat, line, 60_000, 69_000);
    expect(line.isGone).toBe(false);
  });
});
