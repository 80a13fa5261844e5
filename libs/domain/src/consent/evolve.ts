import type { Stamp } from '../words.js';
import type { ConsentFact } from './facts.js';
import type { Consent } from './state.js';

/** The consent after one more fact. A block lies beside the rest, which it hides and never ends. */
export function evolveConsent(consent: Consent, fact: ConsentFact, stamp: Stamp): Consent {
  const at = stamp.time;
  switch (fact.type) {
    case 'AuthorisationAsked':
      return { ...consent, ask: { at } };
    case 'AuthorisationRetracted':
      return without(consent, 'ask');
    case 'AuthorisationGranted':
      return { ...without(consent, 'ask', 'denied'), grant: granted(fact, at) };
    case 'AuthorisationDenied':
      return { ...without(consent, 'ask', 'grant'), denied: { at } };
    case 'AuthorisationWithdrawn':
    case 'AuthorisationExpired':
      return without(consent, 'grant');
    case 'ContactBlocked':
      return { ...consent, blocked: { at } };
    case 'ContactUnblocked':
      return without(consent, 'blocked');
  }
}

function granted(
  fact: Extract<ConsentFact, { type: 'AuthorisationGranted' }>,
  at: string,
): NonNullable<Consent['grant']> {
  return fact.expiresAt === undefined ? { at } : { at, expiresAt: fact.expiresAt };
}

function without(consent: Consent, ...members: readonly (keyof Consent)[]): Consent {
  const left = { ...consent };
  for (const member of members) delete left[member];
  return left;
}
