import type { ProfileDocument } from '../profile/document.js';
import type { Instant, ModeId } from '../words.js';
import { hasRules } from './covering.js';
import { manualEnd, type Manual } from './manual.js';
import { type Change, predictionOf } from './prediction.js';

/** An instant from which on other modes' rules cover than before it. */
export interface Boundary {
  readonly at: Instant;
  /** The modes whose rules cover from then on, by `order`. */
  readonly covers: readonly ModeId[];
}

/**
 * The first instant later than `after` at which other modes' rules begin to cover, or the manual
 * activation ends: a prediction. Where nothing changes as far as is looked ahead, almost three
 * years, it is the instant at which to look again.
 */
export function nextBoundary(
  document: ProfileDocument | undefined,
  manual: Manual | undefined,
  after: Instant,
): Instant | undefined {
  const end = manualEnd(manual);
  return earlier(ruleBoundary(document, after), end !== undefined && end > after ? end : undefined);
}

/** The same of the rules alone. */
export function ruleBoundary(
  document: ProfileDocument | undefined,
  after: Instant,
): Instant | undefined {
  if (!document || !hasRules(document)) return undefined;
  const next = predictionOf(document).changeAfter(Date.parse(after));
  return next === undefined ? undefined : instantOf(next);
}

/** The boundaries of a document's rules in `[from, to)`, oldest first, at most `max`: a prediction. */
export function boundariesBetween(
  document: ProfileDocument,
  from: Instant,
  to: Instant,
  max: number,
): readonly Boundary[] {
  const boundaries: Boundary[] = [];
  const prediction = predictionOf(document);
  const toMs = Date.parse(to);
  /* At `from` itself there may be one. */
  let after: number | undefined = Date.parse(from) - 1;
  while (after !== undefined && after < toMs) {
    const changes: Generator<Change> = prediction.changesAfter(after, toMs);
    after = undefined;
    for (const { at, covers } of changes) {
      if (at >= toMs || boundaries.length >= max) return boundaries;
      if (covers === undefined) after = at;
      else boundaries.push({ at: instantOf(at), covers });
    }
  }
  return boundaries;
}

/** The earlier of two instants, where there are two. */
export function earlier(one: Instant | undefined, other: Instant | undefined): Instant | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one < other ? one : other;
}

function instantOf(ms: number): Instant {
  return new Date(ms).toISOString();
}
