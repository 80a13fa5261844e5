import {
  type Declaration,
  type Registry,
  type RegistryFact,
  evolveRegistry,
  initialRegistry,
} from '@liaison/domain';
import type { AggregateCodec } from '../codec.js';
import type { JsonObject } from '../envelope.js';
import { member, pick, take } from '../fields.js';
import { TypeTable } from '../type-table.js';
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

const table = new TypeTable(registryFactTypes);

/** Registry facts: all open, the head with them; a declaration lies in the head alone. */
export const registryCodec: AggregateCodec<RegistryFact, Registry> = {
  kind: 'registry',
  initial: initialRegistry,
  evolve: evolveRegistry,
  encode(fact, after) {
    const { type, open } = table.of(fact.type);
    return { type, data: { ...pick(fact, open), head: after as unknown as JsonObject } };
  },
  decode(whole, data) {
    const { type, body } = table.read(whole, { data, box: undefined });
    const fact: Record<string, unknown> = { type: type.fact };
    take(fact, body.data, type.open);
    const head = member(body.data, 'head');
    if (type === declared) fact['declaration'] = declarationIn(head);
    return { fact: fact as unknown as RegistryFact, head: head as unknown as Registry };
  },
};

function declarationIn(head: JsonObject): Declaration {
  const { version: _, ...declaration } = member(head, 'declaration');
  return declaration as unknown as Declaration;
}
