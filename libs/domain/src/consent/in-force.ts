import type { Instant } from '../words.js';
import type { Consent } from './state.js';

/** Does a grant hold at this instant? It ends at `expiresAt`, written or not. */
export function grantInForce(consent: Consent, instant: Instant): boolean {
  const grant = consent.grant;
  return grant !== undefined && (grant.expiresAt === undefined || instant < grant.expiresAt);
}
