import {
  type Declaration,
  type Registry,
  type RegistryFact,
  evolveRegistry,
  initialRegistry,
} from '@liaison/domain';
import type { AggregateCodec } from '../codec.js';
import type { JsonObject } from '../envelope.js';
import { member } from '../fields.js';
import { headedCodec } from '../open-codec.js';
import { closed } from './closed.js';
import { connected } from './connected.js';
import { declared } from './declared.js';
import { disconnected } from './disconnected.js';
import { grantWithdrawn } from './grant-withdrawn.js';
import { granted } from './granted.js';
import { opened } from './opened.js';
import { registered } from './registered.js';
import { retired } from './retired.js';

/** What the service registry records of a service. */
export const registryFactTypes = [
  registered,
  declared,
  connected,
  disconnected,
  granted,
  grantWithdrawn,
  opened,
  closed,
  retired,
];

const codec = headedCodec<RegistryFact, Registry>(registryFactTypes, {
  kind: 'registry',
  initial: initialRegistry,
  evolve: evolveRegistry,
});

/** Registry facts: all open, the head with them; a declaration lies in the head alone. */
export const registryCodec: AggregateCodec<RegistryFact, Registry> = {
  ...codec,
  decode(whole, data, box) {
    const { fact, head } = codec.decode(whole, data, box);
    if (fact.type !== 'ServiceDeclarationChanged') return { fact, head };
    return { fact: { ...fact, declaration: declarationIn(head) }, head };
  },
};

function declarationIn(head: Registry): Declaration {
  const { version: _, ...declaration } = member(head as unknown as JsonObject, 'declaration');
  return declaration as unknown as Declaration;
}
