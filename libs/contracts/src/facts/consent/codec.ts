import { type Consent, type ConsentFact, evolveConsent, initialConsent } from '@liaison/domain';
import type { AggregateCodec } from '../codec.js';
import type { JsonObject } from '../envelope.js';
import { member, pick, take } from '../fields.js';
import { TypeTable } from '../type-table.js';
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

const table = new TypeTable(consentFactTypes);

/** Consent facts: all open, the head with them. */
export const consentCodec: AggregateCodec<ConsentFact, Consent> = {
  kind: 'consent',
  initial: initialConsent,
  evolve: evolveConsent,
  encode(fact, after) {
    const { type, open } = table.of(fact.type);
    return { type, data: { ...pick(fact, open), head: after as unknown as JsonObject } };
  },
  decode(whole, data) {
    const { type, body } = table.read(whole, { data, box: undefined });
    const fact: Record<string, unknown> = { type: type.fact };
    take(fact, body.data, type.open);
    return {
      fact: fact as unknown as ConsentFact,
      head: member(body.data, 'head'),
    };
  },
};
