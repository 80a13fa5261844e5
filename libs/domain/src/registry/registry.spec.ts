import { describe, expect, it } from '@jest/globals';
import { NOON, stamp } from '../given.fixture.js';
import { GRANTS_MAX, SERVICE_CONNECTIONS_MAX } from '../limits.js';
import {
  closeService,
  connectService,
  declare,
  disconnectService,
  grantService,
  openService,
  registerService,
  retireService,
  withdrawServiceGrant,
} from './decide.js';
import { evolveRegistry } from './evolve.js';
import type { RegistryFact, ServiceGrant } from './facts.js';
import { aService, absentService, least, retiredService } from './service.fixture.js';
import type { Registry } from './state.js';

const c1 = { connection: 'c1' };
const lost = { ...c1, cause: 'lost', lastSeen: NOON } as const;
const all = { grant: 'all-users' } as const;
const service = aService();
const busy = aService({ connections: ['c1'], grants: ['all-users'], open: 'everyone' });
const unchanged = { unchanged: true };
const refused = (code: string) => expect.objectContaining({ refused: code });
const fact = (type: RegistryFact['type'], parts: object = {}) => ({ fact: { type, ...parts } });

const declared = (parts: object = {}) =>
  aService({ declaration: { ...least, version: 3, ...parts } });

describe('a service', () => {
  it.each([
    ['absent', registerService(absentService), fact('ServiceRegistered')],
    ['registered', registerService(service), refused('already-registered')],
    ['retired', registerService(retiredService), refused('retired')],
  ])('%s, is registered', (_, decided, expected) => expect(decided).toEqual(expected));

  it.each([
    ['absent', retireService(absentService), refused('unknown-service')],
    ['registered', retireService(service), fact('ServiceRetired')],
    ['retired', retireService(retiredService), unchanged],
  ])('%s, is retired', (_, decided, expected) => expect(decided).toEqual(expected));

  const others: readonly (readonly [string, (registry: Registry) => object])[] = [
    ['declares', (registry) => declare(registry, { declaration: least })],
    ['connects', (registry) => connectService(registry, c1)],
    ['disconnects', (registry) => disconnectService(registry, lost)],
    ['is granted', (registry) => grantService(registry, all)],
    ['loses a grant', (registry) => withdrawServiceGrant(registry, all)],
    ['is opened', openService],
    ['is closed', closeService],
  ];

  it.each(others)('that is not there, or retired, never %s', (_, decide) => {
    expect(decide(absentService)).toEqual({ refused: 'unknown-service' });
    expect(decide(retiredService)).toEqual({ refused: 'retired' });
  });

  it.each([
    ['new', connectService(service, c1), fact('ServiceConnected', c1)],
    ['there already', connectService(busy, c1), unchanged],
  ])('connects with a connection that is %s', (_, decided, expected) =>
    expect(decided).toEqual(expected),
  );

  it('has at most 16 connections', () => {
    const connections = Array.from({ length: SERVICE_CONNECTIONS_MAX }, (_, at) => `x${at}`);
    const full = aService({ connections });
    expect(connectService(full, c1)).toEqual(refused('too-many-connections'));
    expect(connectService(full, { connection: 'x3' })).toEqual(unchanged);
    const oneLess = aService({ connections: connections.slice(1) });
    expect(connectService(oneLess, c1)).toEqual(fact('ServiceConnected', c1));
  });

  it.each([
    ['its own', disconnectService(busy, lost), fact('ServiceDisconnected', lost)],
    ['another one', disconnectService(service, lost), refused('not-connected')],
  ])('loses %s connection', (_, decided, expected) => expect(decided).toEqual(expected));

  it.each([
    ['once', grantService(service, all), fact('ServiceGranted', all)],
    ['twice', grantService(busy, all), unchanged],
  ])('is granted %s', (_, decided, expected) => expect(decided).toEqual(expected));

  it('has at most 32 grants', () => {
    const grants = Array.from({ length: GRANTS_MAX }, (_, at) => `later-${at}` as ServiceGrant);
    expect(grantService(aService({ grants }), all)).toEqual(refused('too-many-grants'));
  });

  it.each([
    ['held', withdrawServiceGrant(busy, all), fact('ServiceGrantWithdrawn', all)],
    ['not held', withdrawServiceGrant(service, all), refused('no-grant')],
  ])('loses a grant that is %s', (_, decided, expected) => expect(decided).toEqual(expected));

  it.each([
    ['opened', openService(service), fact('ServiceOpened', { to: 'everyone' })],
    ['opened twice', openService(busy), unchanged],
    ['closed', closeService(busy), fact('ServiceClosed', { to: 'listed' })],
    ['closed twice', closeService(service), unchanged],
  ])('is %s', (_, decided, expected) => expect(decided).toEqual(expected));

  it('is what its facts say, sets sorted', () => {
    const facts: RegistryFact[] = [
      { type: 'ServiceRegistered' },
      { type: 'ServiceConnected', connection: 'c2' },
      { type: 'ServiceConnected', connection: 'c1' },
      { type: 'ServiceGranted', grant: 'all-users' },
      { type: 'ServiceOpened', to: 'everyone' },
      { type: 'ServiceDeclarationChanged', declaration: least, version: 1 },
    ];
    const after = facts.reduce((state, one) => evolveRegistry(state, one, stamp()), absentService);
    expect(after).toEqual({
      status: 'registered',
      declaration: { ...least, version: 1 },
      grants: ['all-users'],
      open: 'everyone',
      connections: ['c1', 'c2'],
    });
    const end = evolveRegistry(after, { type: 'ServiceRetired' }, stamp());
    expect(end).toEqual(retiredService);
  });
});

describe('a declaration', () => {
  const first = { fact: { type: 'ServiceDeclarationChanged', declaration: least, version: 1 } };

  it('has versions from 1', () => {
    expect(declare(service, { declaration: least })).toEqual(first);
    const pull = { ...least, delivery: 'pull' };
    expect(declare(declared(), { declaration: pull })).toEqual(
      fact('ServiceDeclarationChanged', { declaration: pull, version: 4 }),
    );
  });

  it('that says the same in another order changes nothing', () => {
    const emits = [
      { about: 'user', schema: { b: 1, a: [2] }, type: 'b' },
      { type: 'a', about: 'nobody' },
    ];
    const stored = {
      emits: [
        { about: 'nobody', type: 'a' },
        { about: 'user', schema: { a: [2], b: 1 }, type: 'b' },
      ],
      calls: ['x', 'y'],
    } as const;
    const same = { ...least, calls: ['y', 'x'], emits };
    expect(declare(declared(stored), { declaration: same })).toEqual(unchanged);
  });

  it('with faults is refused, every one named', () => {
    const decided = declare(service, { declaration: { ...least, delivery: 'post', more: 1 } });
    expect(decided).toEqual({
      refused: 'invalid-declaration',
      faults: [
        { field: '/more', message: expect.any(String) },
        { field: '/delivery', message: expect.any(String) },
      ],
    });
  });
});
