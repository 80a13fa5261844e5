import { describe, expect, it } from '@jest/globals';
import { schemaDocuments } from '../rpc/documents.js';
import { checkFirst } from '../schema/check.js';
import { serviceSchemas } from './messages.js';
import { retentionMsOf } from './retention.js';

const schemas = serviceSchemas();
const faultsOf = (name: string, message: unknown): readonly string[] => {
  const schema = schemas.get(name);
  if (schema === undefined) throw new Error(`there is no message ${name}`);
  return checkFirst(schema, message).map(({ field }) => field);
};

const declaration = {
  emits: [{ type: 'call-missed', about: 'user', schema: { type: 'object' } }],
  wants: [{ type: 'meeting.started', from: 'calendar' }],
  delivery: 'push',
  calls: ['divert'],
  authentication: 'none',
};
const error = { code: 'unknown-service', message: 'there is no such service', fix: 'look' };
const connected = {
  durable: 'svc-tel',
  stream: 'EVENTS_OUT',
  calls: 'liaison.call.tel.n',
  leaseMs: 10_000,
  ackWaitMs: 30_000,
  retentionMs: 1,
  backlog: 0,
  parked: 0,
  expired: 0,
  version: 1,
};

describe('what services speak', () => {
  it('is served as JSON Schemas, all of it', () => {
    const served = Object.keys(schemaDocuments()).filter((path) => path.startsWith('service/'));
    expect(served).toHaveLength(schemas.size);
    expect(served).toEqual(
      expect.arrayContaining([
        'service/connect.request.json',
        'service/connect.answer.json',
        'service/call.request.json',
        'service/refused.json',
      ]),
    );
  });

  it.each([
    ['connect.request', { connection: 'c1', declaration }],
    ['connect.answer', connected],
    ['connect.answer', { ...connected, reconnect: true, unmatched: [{ type: 'x' }] }],
    ['connect.answer', { error }],
    ['alive.request', { connection: 'c1' }],
    ['alive.answer', { leaseMs: 10_000 }],
    ['disconnect.request', { connection: 'c1' }],
    ['disconnect.answer', {}],
    ['declare.request', { connection: 'c1', declaration }],
    ['declare.answer', { version: 2, reconnect: true }],
    ['query.request', { 'call-target': { user: 'alice', caller: 'bob' } }],
    ['query.request', { connectability: { viewer: 'bob', user: 'alice' } }],
    ['query.request', { availability: { user: 'alice', profile: 'work' } }],
    ['query.answer', { user: 'alice', state: 'in-transfer' }],
    ['query.answer', { user: 'alice', availability: 'transfer' }],
    ['query.answer', { target: { none: true }, step: 7, because: 'user-erased', rejected: [] }],
    [
      'call.request',
      { user: 'alice', terminal: 'phone', operation: 'divert', payload: null, correlation: 'c:1' },
    ],
    ['call.answer', { payload: [1] }],
    ['call.answer', { error: { code: 'busy', message: 'later' } }],
    ['refused', { subject: 'liaison.events.in.tel.x', code: 'c', message: 'm', fix: 'f' }],
  ] as const)('%s may be %j', (name, message) => {
    expect(faultsOf(name, message)).toEqual([]);
  });

  it.each([
    ['connect.request', { connection: 'c.1', declaration }],
    ['connect.request', { connection: 'c1' }],
    ['connect.request', { connection: 'c1', declaration: { ...declaration, delivery: 'post' } }],
    ['connect.request', { connection: 'c1', declaration: { ...declaration, calls: ['a b'] } }],
    ['connect.request', { connection: 'c1', declaration: { ...declaration, surplus: 1 } }],
    ['alive.request', {}],
    ['query.request', {}],
    ['query.request', { 'call-target': { user: 'alice' }, availability: { user: 'alice' } }],
    ['query.answer', { user: 'alice', state: 'available' }],
    ['query.answer', { user: 'alice', state: 'unknown', availability: 'unknown' }],
    ['call.answer', { payload: 1, error: { code: 'busy', message: '' } }],
    ['call.answer', {}],
    ['call.answer', { error: { code: '', message: '' } }],
  ] as const)('%s may not be %j', (name, message) => {
    expect(faultsOf(name, message)).not.toEqual([]);
  });
});

describe('the retention of notifications', () => {
  it.each([
    [undefined, 90_000],
    [60_000, 60_000],
    [1, 1_000],
    [Number.MAX_SAFE_INTEGER, 90_000],
  ])('of a service that declares %p, under a cap of 90 s, is %i ms', (retentionMs, kept) => {
    expect(retentionMsOf(retentionMs === undefined ? {} : { retentionMs }, 90_000)).toBe(kept);
  });
});
