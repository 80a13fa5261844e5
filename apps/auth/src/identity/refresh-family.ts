import type { Instant } from '@liaison/domain';

/** How long a login lasts; then the password is asked for again. */
export const FAMILY_LIFETIME_MS = 90 * 86_400_000;
/** A refresh whose answer was lost may be sent once more within this time. */
const RETRY_WINDOW_MS = 10_000;

/** A refresh family as kept at rest: hashes of its tokens, never a token. */
export interface RefreshFamily {
  readonly current: string;
  /** The one `current` was given for, and when. */
  readonly previous?: string;
  readonly rotatedAt: Instant;
  /** `previous` was shown again once, which is allowed once. */
  readonly retried: boolean;
  readonly loginAt: Instant;
  readonly expiresAt: Instant;
}

/** What showing a token that is ours comes to. `reused`: somebody else has a copy; end the family. */
export type Shown = { readonly next: RefreshFamily } | { readonly ended: 'reused' | 'expired' };

/** A family's first token, given at a login. */
export function newFamily(hash: string, now: Instant): RefreshFamily {
  const expiresAt = new Date(Date.parse(now) + FAMILY_LIFETIME_MS).toISOString();
  return { current: hash, rotatedAt: now, retried: false, loginAt: now, expiresAt };
}

/** Single use, one immediate retry; `successor` is the hash of the token that would be given. */
export function show(family: RefreshFamily, hash: string, successor: string, now: Instant): Shown {
  if (now >= family.expiresAt) return { ended: 'expired' };
  if (hash === family.current) {
    const rotated = { current: successor, previous: hash, rotatedAt: now, retried: false };
    return { next: { ...family, ...rotated } };
  }
  const immediately = Date.parse(now) - Date.parse(family.rotatedAt) <= RETRY_WINDOW_MS;
  if (hash === family.previous && immediately && !family.retried) {
    return { next: { ...family, current: successor, retried: true } };
  }
  return { ended: 'reused' };
}
