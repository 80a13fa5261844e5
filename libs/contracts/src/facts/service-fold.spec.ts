import type {
  Declaration,
  DeliveryFact,
  InboxFact,
  MatchedFact,
  RegistryFact,
  SelectionFact,
  ServiceAccountFact,
} from '@liaison/domain';
import { describe, expect, it } from '@jest/globals';
import { deliveryCodec } from './delivery/codec.js';
import { inboxCodec } from './inbox/codec.js';
import { folded, readBack } from './heads.fixture.js';
import { matchedCodec } from './matched/codec.js';
import { registryCodec } from './registry/codec.js';
import { selectionCodec } from './selection/codec.js';
import { serviceAccountCodec } from './service-account/codec.js';

const declaration: Declaration = {
  emits: [
    { type: 'call-missed', schema: { type: 'object', default: null }, about: 'user' },
    { type: 'line.restored', about: 'nobody' },
  ],
  wants: [{ type: 'meeting-started' }, { type: 'meeting-started', from: 'calendar' }],
  delivery: 'push',
  inFlight: 8,
  calls: ['list'],
  authentication: 'none',
  retentionMs: 60_000,
};
const least: Declaration = {
  emits: [],
  wants: [],
  delivery: 'pull',
  calls: [],
  authentication: 'none',
};

describe('the head of a fact of services is the fold of all deltas so far', () => {
  it('of a service', () => {
    const story: RegistryFact[] = [
      { type: 'ServiceRegistered' },
      { type: 'ServiceDeclarationChanged', declaration, version: 1 },
      { type: 'ServiceConnected', connection: 'c2' },
      { type: 'ServiceConnected', connection: 'c1' },
      { type: 'ServiceGranted', grant: 'all-users' },
      { type: 'ServiceOpened', to: 'everyone' },
      { type: 'ServiceDeclarationChanged', declaration: least, version: 2 },
      {
        type: 'ServiceDisconnected',
        connection: 'c2',
        cause: 'lost',
        lastSeen: '2026-01-05T08:00:02.000Z',
      },
      { type: 'ServiceClosed', to: 'listed' },
      { type: 'ServiceGrantWithdrawn', grant: 'all-users' },
      { type: 'ServiceConnected', connection: 'c3' },
      { type: 'ServiceRetired' },
    ];
    expect(readBack(registryCodec, story)).toEqual(folded(registryCodec, story));
  });

  it('of a service’s account', () => {
    const publicKey = `U${'A'.repeat(55)}`;
    const story: ServiceAccountFact[] = [
      { type: 'ServiceIdentityIssued', identity: 'i2', kind: 'secret' },
      { type: 'ServiceIdentityIssued', identity: 'i1', kind: 'nkey', publicKey },
      { type: 'ServiceIdentityRevoked', identity: 'i2', cause: 'by-operator' },
    ];
    expect(readBack(serviceAccountCodec, story)).toEqual(folded(serviceAccountCodec, story));
  });

  it('of a user’s selections', () => {
    const story: SelectionFact[] = [
      { type: 'CallTerminalSelected', terminal: 'phone' },
      { type: 'ServiceActivatedForUser', service: 'telephony' },
      { type: 'ServiceOpenedToUser', service: 'messaging' },
      { type: 'ServiceActivatedForUser', service: 'messaging' },
      { type: 'EventInterestSelected', service: 'telephony', eventType: 'call-missed' },
      { type: 'EventInterestSelected', service: 'telephony', eventType: 'call-ended' },
      { type: 'EventInterestSelected', service: 'messaging', eventType: 'left' },
      { type: 'EventInterestDropped', service: 'telephony', eventType: 'call-missed' },
      { type: 'ServiceDeactivatedForUser', service: 'messaging' },
      { type: 'ServiceDeactivatedForUser', service: 'telephony' },
      { type: 'ServiceClosedToUser', service: 'messaging' },
      { type: 'CallTerminalSelected' },
    ];
    expect(readBack(selectionCodec, story)).toEqual(folded(selectionCodec, story));
  });

  it('of a sender’s events', () => {
    const event = { event: 'e1', outcome: 'matched', users: 0, silenced: 0 } as const;
    const receivers = [{ service: 'messaging', declaration: 1, copy: 'k1' }];
    const seen = { registrySeq: 3, factsSeq: 9 };
    const story: MatchedFact[] = [
      { type: 'EventsMatched', events: [{ ...event, receivers }], lastSequence: 7, ...seen },
      {
        type: 'EventsMatched',
        events: [{ ...event, outcome: 'repeated', receivers: [] }],
        lastSequence: 12,
        ...seen,
      },
    ];
    expect(readBack(matchedCodec, story)).toEqual(folded(matchedCodec, story));
  });

  it('of hand-overs', () => {
    const story: DeliveryFact[] = [
      { type: 'NotificationParked', copy: 'k1', code: 'terminated', attempts: 1 },
      { type: 'NotificationReplayed', copy: 'k1' },
      { type: 'NotificationExpired', copy: 'k2' },
    ];
    expect(readBack(deliveryCodec, story)).toEqual(folded(deliveryCodec, story));
  });

  it('of an inbox', () => {
    const story: InboxFact[] = [
      { type: 'InboxAcknowledged', items: ['i1', 'i2'] },
      { type: 'InboxExpired', count: 4, cause: 'overflow' },
      { type: 'InboxAcknowledged', items: ['i3'] },
    ];
    expect(readBack(inboxCodec, story)).toEqual(folded(inboxCodec, story));
  });

  it('holds a declaration once, so that the largest one fits', () => {
    const head = { status: 'registered', grants: [], open: 'listed', connections: [] } as const;
    const after = { ...head, declaration: { ...declaration, version: 4 } };
    const fact = { type: 'ServiceDeclarationChanged', declaration, version: 4 } as const;
    const { data } = registryCodec.encode(fact, after);
    expect(data).toEqual({ version: 4, head: after });
  });
});
