import { until } from '../../harness/await.js';
import { nextMinute } from '../../harness/clock.js';
import { runBatch } from './batch.js';
import { coveringAt } from './document.js';
import type { Quiet } from './quiet.js';
import type { Stage } from './stage.js';
import { type Step, USERS } from './step.js';
import type { Strike, Strikes } from './strikes.js';

const MINUTE_MS = 60_000;
/** Rules begin at whole minutes: one that is so near is waited for, if there is time to upload. */
const NEAR_MS = 13_000;
const LEAST_MS = 4_000;
/** So many users upload a profile with a rule that begins at that minute, and activate it. */
const RULED = 14;
/** What goes wrong while the first boundaries come, and the next. */
const AT_BOUNDARIES: readonly (Strike | undefined)[] = [
  { kind: 'freeze', box: 'availability' },
  undefined,
  { kind: 'kill', box: 'availability' },
];

/** Lets periods begin while nobody does anything, and things go wrong just then. */
export class Minutes {
  /** How many users' active modes were others from a minute on. */
  boundaries = 0;
  private turns = 0;

  constructor(
    private readonly stage: Stage,
    private readonly strikes: Strikes,
    private readonly quiet: Quiet,
  ) {}

  /** Where a whole minute is near: answers the steps that are left. */
  async come(steps: readonly Step[]): Promise<readonly Step[]> {
    const isNear = nextMinute(0, LEAST_MS) - Date.now() <= NEAR_MS;
    if (!isNear || this.strikes.isOpen || steps.length < RULED) return steps;
    return this.next(steps);
  }

  /** Waits for minutes until so many have had a period begin: by chance a short run meets few. */
  async lacking(steps: readonly Step[], boundaries: number): Promise<void> {
    let left = steps;
    while (this.boundaries < boundaries) {
      if (left.length < RULED) throw new Error(`only ${this.boundaries} periods began`);
      await this.strikes.isOver();
      left = await this.next(left);
    }
  }

  private async next(steps: readonly Step[]): Promise<readonly Step[]> {
    await this.begins(nextMinute(0, LEAST_MS), steps.slice(0, RULED));
    return steps.slice(RULED);
  }

  private async begins(at: number, steps: readonly Step[]): Promise<void> {
    const { stage, strikes, quiet } = this;
    stage.isCalm = true;
    stage.begins = at;
    const later = await runBatch(stage, allOf('profile.upload', steps));
    stage.begins = undefined;
    if (later.length > 0) throw new Error('an upload was put off');
    await runBatch(stage, allOf('profile.activate', steps));
    await quiet.holds();
    const strike = AT_BOUNDARIES[this.turns++ % AT_BOUNDARIES.length];
    await strikes.happens(strike);
    await until('the minute has come', () => Date.now() > at, 2 * MINUTE_MS);
    for (const user of USERS) this.settle(user, at);
    stage.model.noteDue();
    await quiet.holds(strike === undefined ? 'calm' : 'after-fault');
  }

  /** From this instant on the model knows that other rules cover. */
  private settle(user: string, at: number): void {
    const { people } = this.stage.model;
    const document = people.document(user);
    if (document === undefined) return;
    const [before, now] = [coveringAt(document, at - 1), coveringAt(document, at)];
    if (before.join() === now.join()) return;
    const mode = people.active(user)?.mode;
    people.profile(user, 'periods-changed', { effectiveAt: new Date(at).toISOString() });
    if (people.active(user)?.mode !== mode) this.boundaries++;
  }
}

/** A step of this kind by each of the first users, by whatever chance. */
function allOf(kind: string, steps: readonly Step[]): Step[] {
  return steps.map((step, n) => ({ ...step, kind, user: USERS[n] ?? '' }));
}
