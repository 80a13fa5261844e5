import type { Instant } from '../words.js';

/** Consent of one owner for one viewer (`consent.<owner>.<viewer>`). */
export type ConsentFact =
  | { readonly type: 'AuthorisationAsked' }
  | { readonly type: 'AuthorisationRetracted' }
  | { readonly type: 'AuthorisationGranted'; readonly expiresAt?: Instant }
  | { readonly type: 'AuthorisationDenied' }
  | { readonly type: 'AuthorisationWithdrawn' }
  | { readonly type: 'AuthorisationExpired'; readonly effectiveAt: Instant }
  | { readonly type: 'ContactBlocked' }
  | { readonly type: 'ContactUnblocked' };
