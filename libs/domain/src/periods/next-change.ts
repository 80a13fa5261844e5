import type { ProfileDocument } from '../profile/document.js';
import type { Instant } from '../words.js';
import { predictionOf } from './prediction.js';

/** A change later than this is none to wait for. */
export const NEXT_CHANGE_MAX_DAYS = 366;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * The first instant later than `now`, within 366 days, at which the first candidate of the rules and
 * the default is another one; undefined: there is none.
 */
export function nextChange(document: ProfileDocument, now: Instant): Instant | undefined {
  const nowMs = Date.parse(now);
  const prediction = predictionOf(document);
  const first = prediction.coversAt(nowMs)[0] ?? document.defaultMode;
  const limitMs = nowMs + NEXT_CHANGE_MAX_DAYS * DAY_MS;
  for (const { at, covers } of prediction.changesAfter(nowMs, limitMs)) {
    if (at > limitMs || covers === undefined) return undefined;
    if ((covers[0] ?? document.defaultMode) !== first) return new Date(at).toISOString();
  }
  return undefined;
}
