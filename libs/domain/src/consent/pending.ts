import { PENDING_MAX, SILENCE_DAYS } from '../limits.js';
import type { Instant, UserId } from '../words.js';
import { grantInForce } from './in-force.js';
import type { Consent } from './state.js';

const SILENCE_MS = SILENCE_DAYS * 24 * 60 * 60 * 1000;

/**
 * Who awaits the owner's decision, oldest request first, at most `PENDING_MAX`: none from the
 * blocked, and none made while a denial silences its asker. `consents` are the owner's, by viewer.
 */
export function pendingRequests(
  consents: Readonly<Record<UserId, Consent>>,
  instant: Instant,
): readonly UserId[] {
  return Object.entries(consents)
    .flatMap(([viewer, consent]) =>
      consent.ask && isShown(consent, consent.ask.at, instant)
        ? [{ viewer, at: consent.ask.at }]
        : [],
    )
    .sort((a, b) => (a.at === b.at ? (a.viewer < b.viewer ? -1 : 1) : a.at < b.at ? -1 : 1))
    .slice(0, PENDING_MAX)
    .map((request) => request.viewer);
}

function isShown(consent: Consent, askedAt: Instant, instant: Instant): boolean {
  if (consent.blocked || grantInForce(consent, instant)) return false;
  return !consent.denied || Date.parse(askedAt) - Date.parse(consent.denied.at) >= SILENCE_MS;
}
