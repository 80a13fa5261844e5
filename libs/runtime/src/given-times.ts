import { openSync, readSync } from 'node:fs';
import { type EngineTimes, type Settings, engineTimes } from '@liaison/contracts';

const READ_BYTES = 4_096;

interface Step {
  readonly realMs: number;
  readonly shownMs: number;
}

/**
 * A clock that stands still but for the steps that its file gives, a line each, added at any time:
 * `REAL_MS SHOWN_MS`, from which real instant on it shows what. So what the engine recorded is given
 * too: it is when our clock stood there.
 */
export class GivenTimes implements EngineTimes {
  private readonly file: number;
  private readonly bytes = Buffer.alloc(READ_BYTES);
  private readonly steps: Step[] = [];
  private place = 0;

  /** Throws where the file cannot be read or gives no step. */
  constructor(path: string) {
    this.file = openSync(path, 'r');
    this.read();
    if (this.steps.length === 0) throw new Error(`${path} gives no instant: REAL_MS SHOWN_MS`);
  }

  fromEngine(ms: number): number {
    this.read();
    const step = this.steps.findLast(({ realMs }) => realMs <= ms);
    return step === undefined ? this.before(ms) : step.shownMs;
  }

  /** The last of the engine's instants at which the clock stood there, or before it. */
  toEngine(ms: number): number {
    this.read();
    const at = this.steps.findLastIndex(({ shownMs }) => shownMs <= ms);
    const [first, next] = [this.steps[0], this.steps[at + 1]];
    if (at < 0) return (first?.realMs ?? 0) - ((first?.shownMs ?? 0) - ms);
    return next === undefined ? Date.now() : next.realMs - 1;
  }

  private before(ms: number): number {
    const { realMs = 0, shownMs = 0 } = this.steps[0] ?? {};
    return shownMs - (realMs - ms);
  }

  /** Whole lines that are new. */
  private read(): void {
    for (;;) {
      const length = readSync(this.file, this.bytes, 0, READ_BYTES, this.place);
      const whole = this.bytes.subarray(0, length).lastIndexOf('\n') + 1;
      if (whole === 0) return;
      this.place += whole;
      for (const line of this.bytes.toString('utf8', 0, whole - 1).split('\n')) {
        const [realMs = Number.NaN, shownMs = Number.NaN] = line.split(' ').map(Number);
        this.steps.push({ realMs, shownMs });
      }
    }
  }
}

/** How our clock and the engine's go together: as the tests' settings say; none: they are one. */
export function timesOf(
  settings: Partial<Pick<Settings, 'clockOffsetMs' | 'clockFile'>>,
): EngineTimes {
  const { clockOffsetMs = 0, clockFile = '' } = settings;
  return clockFile === '' ? engineTimes(clockOffsetMs) : new GivenTimes(clockFile);
}
