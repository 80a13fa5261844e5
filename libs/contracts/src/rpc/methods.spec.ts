import { describe, expect, it } from '@jest/globals';
import { isRefusalCode } from '../refusals/refusals.js';
import { checkParams, checkResult } from './check.js';
import { type RpcMethodName, isRpcMethod, rpcMethod, rpcMethods } from './methods.js';

const names = Object.keys(rpcMethods) as RpcMethodName[];

/** The protocol's table, method by method. */
const protocol = {
  auth: ['login', 'refresh'],
  terminal: ['enrol', 'connect', 'disconnect', 'list', 'remove'],
  profile: ['upload', 'list', 'get', 'preview', 'delete', 'deactivate', 'activate'],
  mode: ['activate', 'clear'],
  connectability: ['get'],
  authorisation: ['ask', 'retract', 'grant', 'deny', 'withdraw', 'list'],
  contact: ['block', 'unblock'],
  service: ['list', 'activate', 'deactivate', 'call'],
  event: ['list', 'subscribe', 'unsubscribe'],
  notification: ['fetch', 'acknowledge'],
  call: ['select'],
};
const promised = Object.entries(protocol).flatMap(([family, methods]) =>
  methods.map((method) => `${family}.${method}`),
);

describe('the methods', () => {
  it('are those of the protocol, all of them', () => {
    expect(names.toSorted()).toEqual([...promised, 'explain'].toSorted());
    expect(isRpcMethod('mode.activate')).toBe(true);
    expect(isRpcMethod('constructor')).toBe(false);
  });

  it.each(names)('%s says what it is for, and what it may refuse', (name) => {
    const method = rpcMethod(name);
    expect(method.refusals.every(isRefusalCode)).toBe(true);
    expect(method.about.length).toBeGreaterThan(10);
  });

  it('need a connection, but for those a terminal begins with', () => {
    expect(names.filter((name) => rpcMethod(name).beforeConnect).toSorted()).toEqual([
      'auth.login',
      'auth.refresh',
      'terminal.connect',
      'terminal.enrol',
    ]);
  });

  it('carry a command where they change something that can be repeated', () => {
    const command = '019b8d2b-8bd8-77be-bd67-e55d1ee90357';
    expect(checkParams('mode.activate', { mode: 'office', command })).toEqual([]);
    expect(checkParams('mode.activate', { mode: 'office', command: 'x' })).toHaveLength(1);
    expect(checkParams('profile.list', { command })).toHaveLength(1);
    expect(checkParams('auth.login', { login: 'a', password: 'b', command })).toHaveLength(1);
    expect(checkParams('terminal.connect', { token: 'a', terminal: 'b', command })).toHaveLength(1);
  });
});

describe('params', () => {
  it.each([
    ['auth.login', { login: 'alice', password: 'x' }],
    ['terminal.enrol', { token: 't', kind: 'phone', label: 'Car', number: '+33140000000' }],
    ['terminal.disconnect', {}],
    ['profile.upload', { profile: { anything: 'goes' }, expectedVersion: 3 }],
    ['profile.activate', { profile: 'work', mode: 'office', until: 'next-change' }],
    ['mode.activate', { mode: 'office', until: '2026-01-05T08:00:00.000Z' }],
    ['explain', {}],
    ['explain', { viewer: 'bob', profile: 'work' }],
    ['service.call', { service: 's', operation: 'o', payload: [1, { a: null }] }],
    ['call.select', { terminal: null }],
  ] as const)('of %s may be %j', (method, params) => {
    expect(checkParams(method, params)).toEqual([]);
  });

  it.each([
    ['auth.login', { login: 'alice' }, '/password'],
    ['auth.login', { login: 'alice', password: 'x', admin: true }, '/admin'],
    ['auth.login', { login: 'a'.repeat(255), password: 'x' }, '/login'],
    ['auth.login', { login: 1, password: 'x' }, '/login'],
    ['terminal.enrol', { token: 't', kind: 'fridge', label: 'x' }, '/kind'],
    ['terminal.enrol', { token: 't', kind: 'phone', label: 'x', number: '0140' }, '/number'],
    ['terminal.remove', { terminal: 'a.b' }, '/terminal'],
    ['profile.upload', { profile: 'work' }, '/profile'],
    ['profile.upload', { profile: {}, expectedVersion: 0 }, '/expectedVersion'],
    ['profile.activate', { profile: '../x' }, '/profile'],
    ['mode.activate', { mode: 'office', until: 'later' }, '/until'],
    ['mode.clear', { mode: 'office' }, '/mode'],
    ['connectability.get', { user: '*' }, '/user'],
    ['connectability.get', { user: 'a'.repeat(25) }, '/user'],
    ['contact.block', {}, '/user'],
    ['explain', { past: 'imagined' }, '/past'],
    ['profile.list', [], ''],
    ['profile.list', null, ''],
    ['profile.list', 'x', ''],
  ] as const)('of %s may not be %j', (method, params, field) => {
    expect(checkParams(method, params).map((fault) => fault.field)).toContain(field);
  });

  it('tell every fault, up to a bound', () => {
    const params = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`x${at}`, 1]));
    expect(checkParams('mode.clear', params)).toHaveLength(32);
    expect(checkParams('auth.login', {})).toHaveLength(2);
  });
});

describe('results', () => {
  it.each([
    ['mode.activate', { changed: true }],
    ['profile.upload', { profile: 'work', version: 3 }],
    ['connectability.get', { user: 'bob', state: 'unknown' }],
    [
      'terminal.list',
      {
        items: [
          { terminal: 'car', kind: 'phone', label: 'Car', connected: true, network: 'websocket' },
        ],
      },
    ],
    [
      'explain',
      {
        viewer: 'bob',
        state: 'unknown',
        line: 3,
        because: 'no-active-profile',
        lines: [{ line: 1, unmet: 'viewer-not-registered' }],
        candidates: [],
        facts: [],
      },
    ],
    [
      'explain',
      {
        viewer: 'bob',
        past: 'shown',
        at: '2026-01-05T08:00:00.000Z',
        state: 'unknown',
        told: '2026-01-05T07:00:00.000Z',
      },
    ],
    [
      'profile.preview',
      {
        profile: 'work',
        zone: 'Europe/Paris',
        from: '2026-01-05T08:00:00.000Z',
        to: '2026-01-12T08:00:00.000Z',
        assumes: ['terminals-connected', 'consents-as-now', 'nothing-by-hand'],
        periods: [],
        clockChanges: [],
        timelines: [],
      },
    ],
  ] as const)('of %s may be %j', (method, result) => {
    expect(checkResult(method, result)).toEqual([]);
    expect(checkResult(method, { ...result, surplus: 1 })).not.toEqual([]);
    for (const member of Object.keys(result)) {
      const { [member as keyof typeof result]: _, ...rest } = result;
      expect(checkResult(method, rest)).not.toEqual([]);
    }
  });
});
