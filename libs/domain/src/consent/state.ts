import type { Instant } from '../words.js';

/** The head of one consent. */
export interface Consent {
  readonly ask?: { readonly at: Instant };
  readonly grant?: { readonly at: Instant; readonly expiresAt?: Instant };
  readonly denied?: { readonly at: Instant };
  readonly blocked?: { readonly at: Instant };
}

export const initialConsent: Consent = {};
