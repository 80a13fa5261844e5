import { PASSED_MAX } from '../limits.js';
import type { ProfileDocument } from '../profile/document.js';
import type { PassedBoundary, ProfileFact } from '../profile/facts.js';
import type { ProfileHead } from '../profile/state.js';
import type { Instant, ModeId } from '../words.js';
import { coveringAt } from './covering.js';

export type Manual = NonNullable<ProfileHead['manual']>;

/** Every end is exclusive: at `until` itself the activation has ended. */
export function hasEnded(manual: Manual, instant: Instant): boolean {
  return manual.until !== 'cleared' && manual.until <= instant;
}

/** The manual activation that holds at this instant, written or not. */
export function manualAt(head: ProfileHead, instant: Instant): Manual | undefined {
  return head.manual && !hasEnded(head.manual, instant) ? head.manual : undefined;
}

/**
 * The first instant later than `after` at which a rule's period begins or ends, or the manual
 * activation ends: a prediction.
 */
export function nextBoundary(
  _document: ProfileDocument | undefined,
  manual: Manual | undefined,
  after: Instant,
): Instant | undefined {
  if (!manual || manual.until === 'cleared') return undefined;
  return manual.until > after ? manual.until : undefined;
}

/** An instant from which on other modes' rules cover than before it. */
export interface Boundary {
  readonly at: Instant;
  /** The modes whose rules cover from then on, by `order`. */
  readonly covers: readonly ModeId[];
}

/** The boundaries of a document's rules in `[from, to)`, oldest first, at most `max`: a prediction. */
export function boundariesBetween(
  _document: ProfileDocument,
  _from: Instant,
  _to: Instant,
  _max: number,
): readonly Boundary[] {
  return [];
}

/** What a fold keeps as the next boundary after a fact: read from facts alone, no rule is evaluated. */
export function boundaryAfter(_fact: ProfileFact, manual: Manual | undefined): Instant | undefined {
  return manual === undefined || manual.until === 'cleared' ? undefined : manual.until;
}

/** What was due and not yet written at `now`, oldest first, and the manual activation left by it. */
export function settle(
  head: ProfileHead,
  document: ProfileDocument | undefined,
  now: Instant,
): { readonly passed: readonly PassedBoundary[]; readonly manual: Manual | undefined } {
  const passed: PassedBoundary[] = [];
  let manual = head.manual;
  let at = head.nextBoundary;
  while (at !== undefined && at <= now && passed.length < PASSED_MAX) {
    const ended = manual !== undefined && hasEnded(manual, at);
    const covering = coveringAt(document, at);
    passed.push({ at, covering, ...(ended ? { manualEnded: true } : {}) });
    if (ended) manual = undefined;
    at = nextBoundary(document, manual, at);
  }
  return { passed, manual };
}
