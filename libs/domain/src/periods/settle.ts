import { PASSED_MAX, PASSED_MAX_BYTES } from '../limits.js';
import type { ProfileDocument } from '../profile/document.js';
import type { PassedBoundary } from '../profile/facts.js';
import type { ProfileHead } from '../profile/state.js';
import type { Instant } from '../words.js';
import { nextBoundary } from './boundaries.js';
import { coveringAt } from './covering.js';
import { hasEnded, type Manual } from './manual.js';

/** What one fact can settle of what was due. */
export interface Settled {
  /** Oldest first. */
  readonly passed: readonly PassedBoundary[];
  /** The manual activation left by it. */
  readonly manual: Manual | undefined;
  /** More is due than one fact holds: this is next. */
  readonly more: Instant | undefined;
}

/** What was due and not yet written at `now`. */
export function settle(
  head: ProfileHead,
  document: ProfileDocument | undefined,
  now: Instant,
): Settled {
  const passed: PassedBoundary[] = [];
  let manual = head.manual;
  let at = head.nextBoundary;
  let bytes = 0;
  while (at !== undefined && at <= now) {
    const ended = manual !== undefined && hasEnded(manual, at);
    const left = ended ? undefined : manual;
    // Asked first: who has found the next boundary knows what covers until then.
    const next = nextBoundary(document, left, at);
    const covering = coveringAt(document, at);
    const boundary = { at, covering, ...(ended ? { manualEnded: true as const } : {}) };
    /* Ids and instants are ASCII. */
    bytes += JSON.stringify(boundary).length + 1;
    if (passed.length === PASSED_MAX || bytes > PASSED_MAX_BYTES) {
      return { passed, manual, more: at };
    }
    passed.push(boundary);
    manual = left;
    at = next;
  }
  return { passed, manual, more: undefined };
}
