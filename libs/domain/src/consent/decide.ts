import { CONSENTS_MAX } from '../limits.js';
import type { Decision, Instant, UserId } from '../words.js';
import type { ConsentFact } from './facts.js';
import { grantInForce } from './in-force.js';
import type { Consent } from './state.js';

type Decided = Decision<ConsentFact>;

/** Whose consent, for whom, and when it is decided. */
export interface ConsentContext {
  readonly owner: UserId;
  readonly viewer: UserId;
  readonly now: Instant;
}

/** As `ConsentContext`, and how many grants, denials and blocks of the owner stand for others. */
export interface OwnerContext extends ConsentContext {
  readonly standing: number;
}

/** The viewer asks: always a fact, whatever the standing, so that the answer tells nothing. */
export function ask(_consent: Consent, context: ConsentContext): Decided {
  return yourself(context) ?? { fact: { type: 'AuthorisationAsked' } };
}

/** The viewer takes a request back; with none pending nothing changes, and nothing is told. */
export function retract(consent: Consent, context: ConsentContext): Decided {
  const refused = yourself(context);
  if (refused) return refused;
  return consent.ask ? { fact: { type: 'AuthorisationRetracted' } } : { unchanged: true };
}

/** The owner consents, asked or not. */
export function grant(
  consent: Consent,
  context: OwnerContext,
  command: { readonly expiresAt?: Instant } = {},
): Decided {
  const refused = yourself(context);
  if (refused) return refused;
  const { expiresAt } = command;
  if (expiresAt !== undefined && expiresAt <= context.now) {
    return { refused: 'until-past', field: '/expires' };
  }
  if (isGrantedAlready(consent, context.now, expiresAt)) return { unchanged: true };
  if (isFull(consent, context)) return { refused: 'too-many-consents' };
  const end = expiresAt === undefined ? {} : { expiresAt };
  return { fact: { type: 'AuthorisationGranted', ...end } };
}

/** A request that is pending beside it still awaits its answer. */
function isGrantedAlready(consent: Consent, now: Instant, expiresAt: Instant | undefined): boolean {
  if (consent.ask || !grantInForce(consent, now)) return false;
  return consent.grant?.expiresAt === expiresAt;
}

/** The owner refuses: ends the pending request and a grant, and silences the asker for a while. */
export function deny(consent: Consent, context: OwnerContext): Decided {
  const refused = yourself(context);
  if (refused) return refused;
  if (!consent.ask && !grantInForce(consent, context.now)) {
    return consent.denied ? { unchanged: true } : { refused: 'no-request' };
  }
  if (isFull(consent, context)) return { refused: 'too-many-consents' };
  return { fact: { type: 'AuthorisationDenied' } };
}

/** The owner takes a grant back. */
export function withdraw(consent: Consent, context: ConsentContext): Decided {
  const refused = yourself(context);
  if (refused) return refused;
  if (!grantInForce(consent, context.now)) return { refused: 'no-grant' };
  return { fact: { type: 'AuthorisationWithdrawn' } };
}

/** The timer's: records that a grant ended at the instant it was given for. */
export function expire(consent: Consent, now: Instant): Decided {
  const expiresAt = consent.grant?.expiresAt;
  if (expiresAt === undefined || now < expiresAt) return { unchanged: true };
  return { fact: { type: 'AuthorisationExpired', effectiveAt: expiresAt } };
}

/** From now on the viewer is told `unknown`, grant or not. */
export function block(consent: Consent, context: OwnerContext): Decided {
  const refused = yourself(context);
  if (refused) return refused;
  if (consent.blocked) return { unchanged: true };
  if (isFull(consent, context)) return { refused: 'too-many-consents' };
  return { fact: { type: 'ContactBlocked' } };
}

/** Brings back what held beside the block. */
export function unblock(consent: Consent, context: ConsentContext): Decided {
  const refused = yourself(context);
  if (refused) return refused;
  return consent.blocked ? { fact: { type: 'ContactUnblocked' } } : { unchanged: true };
}

/** Does this consent count towards its owner's limit? */
export function isStanding(consent: Consent): boolean {
  return Boolean(consent.grant ?? consent.denied ?? consent.blocked);
}

function isFull(consent: Consent, context: OwnerContext): boolean {
  return !isStanding(consent) && context.standing >= CONSENTS_MAX;
}

function yourself(context: ConsentContext): { readonly refused: 'yourself' } | undefined {
  return context.owner === context.viewer ? { refused: 'yourself' } : undefined;
}
