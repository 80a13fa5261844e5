import type { ProfileHead } from '../profile/state.js';
import type { Instant } from '../words.js';

export type Manual = NonNullable<ProfileHead['manual']>;

/** Every end is exclusive: at `until` itself the activation has ended. */
export function hasEnded(manual: Manual, instant: Instant): boolean {
  return manual.until !== 'cleared' && manual.until <= instant;
}

/** The manual activation that holds at this instant, written or not. */
export function manualAt(head: ProfileHead, instant: Instant): Manual | undefined {
  return head.manual && !hasEnded(head.manual, instant) ? head.manual : undefined;
}

/** When it ends by time; undefined: it does not. */
export function manualEnd(manual: Manual | undefined): Instant | undefined {
  return manual === undefined || manual.until === 'cleared' ? undefined : manual.until;
}
