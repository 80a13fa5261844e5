import { type Consent, type ConsentFact, evolveConsent, initialConsent } from '@liaison/domain';
import type { AggregateCodec } from '../codec.js';
import { headedCodec } from '../open-codec.js';
import { asked } from './asked.js';
import { blocked } from './blocked.js';
import { denied } from './denied.js';
import { expired } from './expired.js';
import { granted } from './granted.js';
import { retracted } from './retracted.js';
import { unblocked } from './unblocked.js';
import { withdrawn } from './withdrawn.js';

/** What availability records of one owner's consent for one viewer. */
export const consentFactTypes = [
  asked,
  retracted,
  granted,
  denied,
  withdrawn,
  expired,
  blocked,
  unblocked,
];

/** Consent facts: all open, the head with them. */
export const consentCodec: AggregateCodec<ConsentFact, Consent> = headedCodec(consentFactTypes, {
  kind: 'consent',
  initial: initialConsent,
  evolve: evolveConsent,
});
