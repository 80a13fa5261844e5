import type { Instant, UserId } from '../words.js';
import { explain } from './explain.js';
import type { FactsOf } from './explanation.js';
import type { Connectability } from './state.js';

/** What the viewer is told about the target at this instant: total and pure (claim 4). */
export function connectability(
  viewer: UserId,
  target: UserId,
  facts: FactsOf,
  instant: Instant,
): Connectability {
  return explain({ viewer, target, instant }, facts).state;
}
