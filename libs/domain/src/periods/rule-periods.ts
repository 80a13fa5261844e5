import type { AvailabilityRule } from '../profile/document.js';
import { Expansion } from './expansion.js';
import { readRecurrence, type Recurrence } from './recurrence.js';
import { wallMs } from './wall-clock.js';
import { clockOf, type ZoneClock } from './zone-clock.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/** A wall's clock and UTC are less than this apart, also where a zone skips a day. */
const APART_MS = 2 * DAY_MS;

/** `[from, to)`, in milliseconds since the epoch. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

/** The periods of one availability rule, which `ruleFaults` has passed. */
export class RulePeriods {
  /** No period ends later. */
  readonly endMs: number;
  /** Days that were looked at to find where COUNT ends it. */
  readonly steps: number;
  private readonly clock: ZoneClock;
  private readonly startMs: number;
  private readonly lengthMs: number;
  private readonly expansion: Expansion | undefined;
  /** The last occurrence by the wall's clock, where COUNT says so. */
  private readonly lastMs: number;
  /** No occurrence begins later. */
  private readonly untilMs: number;

  constructor(rule: AvailabilityRule, zone: string) {
    this.clock = clockOf(zone);
    this.startMs = wallMs(rule.start) ?? Number.NaN;
    this.lengthMs = lengthOf(this.startMs, wallMs(rule.end) ?? Number.NaN);
    const recurrence = recurrenceOf(rule);
    this.expansion = recurrence && new Expansion(this.startMs, recurrence);
    this.lastMs = this.lastOf(recurrence);
    this.untilMs = untilMs(recurrence);
    this.steps = this.expansion?.looked ?? 0;
    this.endMs = Math.min(this.untilMs, this.lastMs + APART_MS) + this.lengthMs + APART_MS;
  }

  /** The periods with an instant from `fromMs` to `toMs`, both included. */
  *between(fromMs: number, toMs: number): Generator<Period> {
    const earliest = fromMs - this.lengthMs - APART_MS;
    const latest = Math.min(toMs + APART_MS, this.lastMs);
    for (const wall of this.startsBetween(earliest, latest)) {
      const from = this.clock.instantOf(wall);
      const to = this.clock.instantOf(wall + this.lengthMs);
      if (from < to && from <= this.untilMs && to >= fromMs && from <= toMs) yield { from, to };
    }
  }

  private startsBetween(fromMs: number, toMs: number): Iterable<number> {
    if (this.expansion) return this.expansion.between(fromMs, toMs);
    return fromMs <= this.startMs && this.startMs <= toMs ? [this.startMs] : [];
  }

  private lastOf(recurrence: Recurrence | undefined): number {
    if (!this.expansion) return this.startMs;
    const count = recurrence?.parts.get('COUNT');
    return (count === undefined ? undefined : this.expansion.nth(Number(count))) ?? Infinity;
  }
}

/** On one date an end at or before the start means the next day. */
function lengthOf(startMs: number, endMs: number): number {
  return endMs <= startMs ? endMs + DAY_MS - startMs : endMs - startMs;
}

function recurrenceOf(rule: AvailabilityRule): Recurrence | undefined {
  if (rule.recur === undefined) return undefined;
  const read = readRecurrence(rule.recur);
  if ('wrong' in read) throw new Error(`a rule that was refused: ${read.wrong.join(', ')}`);
  return read.rule;
}

/** `20270101T000000Z` in milliseconds since the epoch. */
function untilMs(recurrence: Recurrence | undefined): number {
  const until = recurrence?.parts.get('UNTIL');
  if (until === undefined) return Infinity;
  return Date.parse(until.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}
