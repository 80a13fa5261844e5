import { PENDING_MAX, SILENCE_DAYS, UNREGISTERED_DAYS } from '../limits.js';
import type { Instant, UserId } from '../words.js';
import { grantInForce } from './in-force.js';
import type { Consent } from './state.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const SILENCE_MS = SILENCE_DAYS * DAY_MS;
const UNREGISTERED_MS = UNREGISTERED_DAYS * DAY_MS;

/** When it is looked, and when the owner was registered; absent: that is not known. */
export interface PendingContext {
  readonly instant: Instant;
  readonly registeredAt?: Instant | undefined;
}

/**
 * Who awaits the owner's decision, oldest request first, at most `PENDING_MAX`: none from the
 * blocked, none made while a denial silences its asker, none made long before the owner was there.
 * `consents` are the owner's, by viewer.
 */
export function pendingRequests(
  consents: Readonly<Record<UserId, Consent>>,
  context: PendingContext,
): readonly UserId[] {
  return Object.entries(consents)
    .flatMap(([viewer, consent]) =>
      consent.ask && isShown(consent, consent.ask.at, context)
        ? [{ viewer, at: consent.ask.at }]
        : [],
    )
    .sort((a, b) => (a.at === b.at ? (a.viewer < b.viewer ? -1 : 1) : a.at < b.at ? -1 : 1))
    .slice(0, PENDING_MAX)
    .map((request) => request.viewer);
}

function isShown(consent: Consent, askedAt: Instant, context: PendingContext): boolean {
  const { instant, registeredAt } = context;
  if (consent.blocked || grantInForce(consent, instant)) return false;
  if (registeredAt !== undefined && sinceMs(askedAt, registeredAt) >= UNREGISTERED_MS) return false;
  return !consent.denied || sinceMs(consent.denied.at, askedAt) >= SILENCE_MS;
}

const sinceMs = (from: Instant, to: Instant): number => Date.parse(to) - Date.parse(from);
