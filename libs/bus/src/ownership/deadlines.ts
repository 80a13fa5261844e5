/** A moment before an end that may be put off. */
interface Deadline {
  readonly msBefore: number;
  readonly listener: () => void;
  timer?: NodeJS.Timeout;
  passed: boolean;
}

/** Tells listeners when little is left of something that is renewed from time to time. */
export class Deadlines {
  private readonly all: Deadline[] = [];

  constructor(private readonly remainingMs: () => number) {}

  add(msBefore: number, listener: () => void): void {
    this.all.push({ msBefore, listener, passed: false });
  }

  /** The end was put off: all are told again. */
  arm(): void {
    for (const one of this.all) {
      one.passed = false;
      this.wait(one);
    }
  }

  disarm(): void {
    for (const one of this.all) clearTimeout(one.timer);
  }

  /** It is over: who was not told yet is told now, whoever has most time left first. */
  passAll(): void {
    for (const one of [...this.all].sort((a, b) => b.msBefore - a.msBefore)) this.pass(one);
  }

  private wait(one: Deadline): void {
    clearTimeout(one.timer);
    one.timer = setTimeout(
      () => (this.remainingMs() > one.msBefore ? this.wait(one) : this.pass(one)),
      Math.max(0, Math.ceil(this.remainingMs() - one.msBefore)),
    );
  }

  private pass(one: Deadline): void {
    if (one.passed) return;
    one.passed = true;
    one.listener();
  }
}
