import type { ProfileDocument } from '../profile/document.js';
import type { Instant, ModeId } from '../words.js';

/**
 * The modes whose rules cover this instant, by `order`: a prediction. Profiles with rules cannot be
 * uploaded yet, so there is none to expand.
 */
export function coveringAt(
  _document: ProfileDocument | undefined,
  _instant: Instant,
): readonly ModeId[] {
  return [];
}

/** Has any mode a rule? */
export function hasRules(document: ProfileDocument): boolean {
  return document.modes.some((mode) => mode.rules !== undefined && mode.rules.length > 0);
}
