import {
  type Declaration,
  IDENTITIES_MAX,
  INTERESTS_MAX,
  ITEMS_ACKNOWLEDGED_MAX,
  type MatchedEvent,
  type Receiver,
  SELECTED_SERVICES_MAX,
  SERVICE_CONNECTIONS_MAX,
  validateDeclaration,
} from '@liaison/domain';
import { describe, expect, it } from '@jest/globals';
import { factId } from '../ids.js';
import { factBytesMaxOf } from './build.js';
import { deliveryCodec } from './delivery/codec.js';
import { inboxCodec } from './inbox/codec.js';
import type { Fact } from './envelope.js';
import { matchedCodec } from './matched/codec.js';
import { registryCodec } from './registry/codec.js';
import { selectionCodec } from './selection/codec.js';
import { serviceAccountCodec } from './service-account/codec.js';
import { TIME, bytesOf, stored } from './sizes.fixture.js';

const KIB = 1024;
const service = 's'.repeat(64);
const id64 = (at: number) => 'i'.repeat(60) + String(1000 + at);
const id36 = (at: number) => 'n'.repeat(32) + String(1000 + at);
const many = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));
const fits = (fact: Fact) => expect(bytesOf(fact)).toBeLessThanOrEqual(factBytesMaxOf(fact.type));

const titled = (title: string): Declaration => ({
  emits: [{ type: 'a', schema: { title }, about: 'user' }],
  wants: [],
  delivery: 'push',
  calls: [],
  authentication: 'none',
});

/** A valid declaration of exactly 32 KiB. */
function largest(): Declaration {
  const rest = 32 * KIB - JSON.stringify(titled('')).length;
  return titled('x'.repeat(rest));
}

describe('the largest facts of services', () => {
  it('of a service: 32 KiB declared, 16 connections', () => {
    const declaration = largest();
    expect(validateDeclaration(declaration)).toHaveProperty('declaration');
    const head = {
      status: 'registered',
      declaration: { ...declaration, version: 1_000_000 },
      grants: ['all-users'],
      open: 'everyone',
      connections: many(SERVICE_CONNECTIONS_MAX, id64),
    } as const;
    const declared = {
      type: 'ServiceDeclarationChanged',
      declaration,
      version: 1_000_000,
    } as const;
    const lost = { type: 'ServiceDisconnected', connection: id64(0), cause: 'lost' } as const;
    for (const says of [declared, { ...lost, lastSeen: TIME }]) {
      fits(stored(registryCodec, `registry.${service}`, says, head));
    }
  });

  it('of a service’s account: 8 nkeys', () => {
    const publicKey = `U${'A'.repeat(55)}`;
    const identities = many(
      IDENTITIES_MAX,
      (at) => ({ identity: id64(at), kind: 'nkey', publicKey }) as const,
    );
    const says = { type: 'ServiceIdentityIssued', ...identities[0]! } as const;
    const subject = `service-account.${service}`;
    fits(stored(serviceAccountCodec, subject, says, { identities }));
  });

  it('of selections: 64 services, 128 interests', () => {
    const type = 't'.repeat(128);
    const head = {
      callTerminal: 'p'.repeat(24),
      services: many(SELECTED_SERVICES_MAX, (at) => ({
        service: id64(at),
        open: false,
        active: false,
      })),
      interests: many(INTERESTS_MAX, (at) => ({ service: id64(at), type })),
    };
    const says = { type: 'EventInterestDropped', service, eventType: type } as const;
    fits(stored(selectionCodec, `selection.${'u'.repeat(24)}`, says, head));
  });

  it('of a hand-over', () => {
    const says = {
      type: 'NotificationParked',
      copy: id64(1),
      code: 'terminated',
      attempts: Number.MAX_SAFE_INTEGER,
    } as const;
    fits(stored(deliveryCodec, `delivery.${service}`, says, {}));
  });

  it('of a full acknowledgement', () => {
    const items = many(ITEMS_ACKNOWLEDGED_MAX, id64);
    const says = { type: 'InboxAcknowledged', items } as const;
    fits(stored(inboxCodec, `inbox.${'u'.repeat(24)}`, says, { acknowledged: items }));
  });
});

const receiver = (name: string): Receiver => ({
  service: name,
  declaration: 1_000_000,
  copy: factId(0, 'a', name),
});
const event = (receivers: readonly Receiver[]): MatchedEvent => ({
  event: '"'.repeat(128),
  outcome: 'refused:invalid-payload',
  receivers,
  users: 1_000_000,
  silenced: 1_000_000,
});
const fact = (events: readonly MatchedEvent[]): Fact => {
  const places = { lastSequence: 1e15, registrySeq: 1e15, factsSeq: 1e15 };
  const says = { type: 'EventsMatched', events, ...places } as const;
  return stored(matchedCodec, `matched.${service}`, says, { lastSequence: 1e15 });
};

describe('a fact of matched events', () => {
  it('holds 500 receivers of one event, their names of 36 characters', () => {
    fits(fact([event(many(500, (at) => receiver(id36(at))))]));
  });

  it('holds 420 receivers of one event, their names of 64 characters', () => {
    fits(fact([event(many(420, (at) => receiver(id64(at))))]));
  });

  it('holds 128 events nobody receives, their ids the longest to write', () => {
    fits(fact(many(128, () => event([]))));
  });
});
