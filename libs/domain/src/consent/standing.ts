import type { Instant, UserId } from '../words.js';
import { grantInForce } from './in-force.js';
import { type PendingContext, pendingRequests } from './pending.js';
import type { Consent } from './state.js';

/** What an owner has decided about a viewer, or has to. */
export interface StandingConsent {
  readonly user: UserId;
  readonly state: 'pending' | 'granted' | 'denied' | 'blocked';
  /** Since when. */
  readonly at: Instant;
  /** Of a grant that ends by itself. */
  readonly expires?: Instant;
}

/**
 * An owner's own decisions and what awaits one (never the fate of what they asked themselves): the
 * pending first, oldest first, then the others by user. A block hides what lies beside it.
 */
export function standingConsents(
  consents: Readonly<Record<UserId, Consent>>,
  context: PendingContext,
): readonly StandingConsent[] {
  const pending = pendingRequests(consents, context);
  const awaiting = new Set(pending);
  const decided = Object.entries(consents)
    .filter(([user]) => !awaiting.has(user))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([user, consent]) => decisionOf(user, consent, context.instant));
  return [...pending.flatMap((user) => pendingOf(user, consents[user])), ...decided];
}

function pendingOf(user: UserId, consent: Consent | undefined): readonly StandingConsent[] {
  return consent?.ask === undefined ? [] : [{ user, state: 'pending', at: consent.ask.at }];
}

function decisionOf(user: UserId, consent: Consent, instant: Instant): readonly StandingConsent[] {
  const { blocked, grant, denied } = consent;
  if (blocked) return [{ user, state: 'blocked', at: blocked.at }];
  if (grant && grantInForce(consent, instant)) {
    const end = grant.expiresAt === undefined ? {} : { expires: grant.expiresAt };
    return [{ user, state: 'granted', at: grant.at, ...end }];
  }
  return denied ? [{ user, state: 'denied', at: denied.at }] : [];
}
