import type { ProfileDocument } from '../profile/document.js';
import type { Instant, ModeId } from '../words.js';
import { predictionOf } from './prediction.js';

/** The modes whose rules cover this instant, by `order`: a prediction. */
export function coveringAt(
  document: ProfileDocument | undefined,
  instant: Instant,
): readonly ModeId[] {
  if (!document || !hasRules(document)) return [];
  return predictionOf(document).coversAt(Date.parse(instant));
}

/** Has any mode a rule? */
export function hasRules(document: ProfileDocument): boolean {
  return document.modes.some((mode) => mode.rules !== undefined && mode.rules.length > 0);
}
