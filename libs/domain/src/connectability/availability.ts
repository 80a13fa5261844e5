import type { AvailabilityState } from '../profile/document.js';
import type { Instant, ProfileId, UserId } from '../words.js';
import { caseOf } from './case.js';
import type { UserFacts } from './state.js';

/** Of whom, when, and, for `if it were active`, by which profile. */
export interface AvailabilityQuestion {
  readonly user: UserId;
  readonly instant: Instant;
  readonly profile?: ProfileId;
}

/**
 * The availability state of a user's active mode, audience ignored: what services are told (claim
 * 7.2). `unknown` of everybody who is not registered, and where no profile answers.
 */
export function availabilityOf(
  { user, ...question }: AvailabilityQuestion,
  facts: UserFacts,
): AvailabilityState {
  const asked = caseOf({ ...question, viewer: user, target: user }, () => facts);
  if (asked.target !== 'registered') return 'unknown';
  return asked.candidates[0]?.mode.availability.state ?? 'unknown';
}
