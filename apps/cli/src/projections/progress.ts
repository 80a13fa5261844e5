import type { PartitionProgress } from '@liaison/availability/rebuilding';
import { SingleBar } from 'cli-progress';
import { printJson } from '../output.js';

/** Between two times it is said how far it is; where lines stay, after the first seldom. */
const SAY_EVERY_MS = 1_000;
const LINE_EVERY = 10;
const MS_PER_SECOND = 1_000;
const PERCENT = 100;

/** How far partitions are together. */
export interface Standing {
  /** Of 100. */
  readonly percent: number;
  /** Folded since it began. */
  readonly facts: number;
  /** Facts a second. */
  readonly rate: number;
  /** Seconds, at the rate so far. */
  readonly left: number;
}

/** Adds up how far partitions are. Facts lie evenly in the log: a place in it is a share of the work. */
export class Progress {
  private readonly begun: number;
  private readonly latest = new Map<number, PartitionProgress>();
  /** What an interrupted attempt had done already, of 1. */
  private before = 0;

  constructor(
    private readonly partitions: number,
    private readonly nowMs: () => number,
  ) {
    this.begun = nowMs();
  }

  /** A partition went on. */
  advance(progress: PartitionProgress): void {
    const { partition, facts } = progress;
    if (!this.latest.has(partition) && facts <= 1) this.before += this.shareOf(progress);
    this.latest.set(partition, progress);
  }

  /** A partition is through, whatever was left to do of it. */
  through(partition: number): void {
    const facts = this.latest.get(partition)?.facts ?? 0;
    this.latest.set(partition, { partition, facts, sequence: 1, end: 1 });
  }

  standing(): Standing {
    const all = [...this.latest.values()];
    const facts = all.reduce((sum, one) => sum + one.facts, 0);
    const done = all.reduce((sum, one) => sum + this.shareOf(one), 0);
    const seconds = (this.nowMs() - this.begun) / MS_PER_SECOND;
    const since = done - this.before;
    return {
      percent: Math.min(PERCENT, Math.floor(PERCENT * done)),
      facts,
      rate: seconds > 0 ? Math.round(facts / seconds) : 0,
      left: since > 0 ? Math.ceil((seconds * Math.max(0, 1 - done)) / since) : 0,
    };
  }

  private shareOf({ sequence, end }: PartitionProgress): number {
    return (end === 0 ? 1 : sequence / end) / this.partitions;
  }
}

/** Says from time to time how far it is: JSON lines, a bar where one can be drawn, else a line. */
export function saying(
  what: string,
  progress: Progress,
  asJson: boolean,
): { readonly end: () => void } {
  const bar = !asJson && process.stderr.isTTY ? barOf(what) : undefined;
  let times = 0;
  const say = (): void => {
    const standing = progress.standing();
    if (asJson) printJson({ event: 'progress', ...standing });
    else if (bar !== undefined) bar.update(standing.percent, standing);
    else if (times++ % LINE_EVERY === 0) process.stderr.write(`${lineOf(what, standing)}\n`);
  };
  const timer = setInterval(say, SAY_EVERY_MS);
  return {
    end: () => {
      clearInterval(timer);
      if (bar !== undefined) say();
      bar?.stop();
    },
  };
}

function lineOf(what: string, { percent, facts, rate, left }: Standing): string {
  return `${what}: ${percent} %, ${facts} facts, ${rate}/s, ${left} s left`;
}

function barOf(what: string): SingleBar {
  const format = `${what} [{bar}] {percentage} % | {facts} facts | {rate}/s | {left} s left`;
  const bar = new SingleBar({ format, stream: process.stderr, hideCursor: true });
  bar.start(PERCENT, 0, { facts: 0, rate: 0, left: 0 });
  return bar;
}
