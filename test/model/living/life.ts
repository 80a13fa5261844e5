import { setTimeout as pause } from 'node:timers/promises';
import { runBatch } from './batch.js';
import { kinds } from './kinds.js';
import { Minutes } from './minutes.js';
import { Quiet } from './quiet.js';
import { STRIKES, type Strike, Strikes } from './strikes.js';
import type { Stage } from './stage.js';
import { type Step, beginning, rolled } from './step.js';

const BATCH = 25;
/** The first fault, and how many batches lie between two. */
const FIRST_STRIKE = 3;
const BETWEEN_STRIKES = 5;
const MIDST_MS = 150;
const SHOWN = 25;

/** What must come of a run. */
export interface Least {
  /** Steps before only what is lacking is done. */
  readonly steps: number;
  /** How often each kind of command must have been accepted. */
  readonly accepted: number;
  /** How many users' active modes must have been changed by a period's beginning. */
  readonly boundaries: number;
}

/** A run: batches of commands, each followed by a quiet, faults in between and in their midst. */
export class Life {
  readonly strikes: Strikes;
  done = 0;
  quiets = 0;
  /** How long batches and their quiets took, by the fault among them; ms. */
  readonly took = new Map<string, number>();
  readonly quiet: Quiet;
  readonly minutes: Minutes;

  constructor(
    private readonly stage: Stage,
    private readonly isStruck: boolean,
  ) {
    this.strikes = new Strikes(stage);
    this.quiet = new Quiet(stage);
    this.minutes = new Minutes(stage, this.strikes, this.quiet);
  }

  /** Fails with what differs, and what was done before. */
  async run(steps: readonly Step[], least: Least): Promise<void> {
    try {
      await this.quiet.holds();
      const spare = await this.all(beginning(steps), least.steps);
      const left = await this.lacking(spare, least.accepted);
      await this.minutes.lacking(left, least.boundaries);
    } catch (error) {
      const last = this.stage.history.slice(-SHOWN).join('\n  ');
      const { message } = error as Error;
      const text = `${message}\nafter ${this.done} steps, the last were\n  ${last}`;
      throw new Error(text, { cause: error });
    } finally {
      await this.strikes.isOver();
    }
  }

  /** Answers the steps that are left. */
  private async all(steps: readonly Step[], count: number): Promise<readonly Step[]> {
    let left = steps;
    for (let batch = 0; this.done < count; batch++) {
      left = await this.minutes.come(left);
      left = await this.batch(left.slice(0, BATCH), left.slice(BATCH), this.strikeAt(batch));
    }
    return left;
  }

  /**
   * Kinds that chance has neglected, until each was accepted often enough; among what chance draws,
   * since the others make what they need.
   */
  private async lacking(steps: readonly Step[], accepted: number): Promise<readonly Step[]> {
    let left = steps;
    for (;;) {
      const missing = [...kinds.keys()].filter(
        (kind) => (this.stage.accepted.get(kind) ?? 0) < accepted,
      );
      if (missing.length === 0) return left;
      if (left.length === 0) throw new Error(`hardly ever accepted: ${missing.join(', ')}`);
      const some = left
        .slice(0, BATCH)
        .map((step, n) =>
          n % 2 === 0 ? { ...step, kind: missing[(n / 2) % missing.length] ?? '' } : step,
        );
      left = await this.batch(some, left.slice(BATCH), undefined);
    }
  }

  /** Steps that were put off come first in the next. */
  private async batch(
    some: readonly Step[],
    left: readonly Step[],
    strike: Strike | undefined,
  ): Promise<readonly Step[]> {
    const { stage, strikes } = this;
    const began = performance.now();
    stage.isCalm = strike === undefined && !strikes.isOpen;
    const chance = some[0] ?? { dice: [] };
    const isInMidst = rolled(chance, 0, 2) === 0;
    if (!isInMidst) await this.strikes.happens(strike);
    const midst = isInMidst ? this.inMidst(strike, rolled(chance, 1, MIDST_MS)) : undefined;
    const [later] = await Promise.all([runBatch(stage, some), midst]);
    this.done += some.length - later.length;
    await this.quiet.holds(stage.isCalm ? 'calm' : 'after-fault');
    this.quiets++;
    const name = strike === undefined ? 'none' : `${strike.kind} of ${strike.box}`;
    this.took.set(name, (this.took.get(name) ?? 0) + performance.now() - began);
    return [...later, ...left];
  }

  private async inMidst(strike: Strike | undefined, afterMs: number): Promise<void> {
    if (strike === undefined) return;
    await pause(afterMs);
    await this.strikes.happens(strike);
  }

  private strikeAt(batch: number): Strike | undefined {
    const since = batch - FIRST_STRIKE;
    if (!this.isStruck || since < 0 || since % BETWEEN_STRIKES !== 0) return undefined;
    return STRIKES[since / BETWEEN_STRIKES];
  }
}
