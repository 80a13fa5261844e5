import {
  type JsonObject,
  type RpcMethodName,
  checkParams,
  isRpcMethod,
  rpcMethods,
} from '@liaison/contracts';
import { describe, expect, it } from '@jest/globals';
import { faultsOf } from './guard.js';

const command = '019b8d2b-8c00-7b2a-8000-000000000001';
/** One whole request of each available method, every optional member there. */
const whole: Readonly<Partial<Record<RpcMethodName, JsonObject>>> = {
  'auth.login': { login: 'alice@example.org', password: 'x' },
  'auth.refresh': { refresh: 'r' },
  'terminal.enrol': {
    token: 't',
    kind: 'phone',
    label: 'Zoë’s 📱',
    number: '+33140000000',
    command,
  },
  'terminal.connect': { token: 't', terminal: 'phone-1' },
  'terminal.disconnect': { command },
  'terminal.list': {},
  'terminal.remove': { terminal: 'phone-1', command },
  'profile.upload': { profile: { any: ['thing'] }, expectedVersion: 3, command },
  'profile.list': {},
  'profile.get': { profile: 'work' },
  'profile.preview': {
    profile: { any: ['thing'] },
    viewers: ['bob'],
    days: 7,
    from: '2026-01-05T08:00:00.000Z',
  },
  'profile.delete': { profile: 'work', command },
  'profile.activate': { profile: 'work', mode: 'office', until: 'cleared', command },
  'profile.deactivate': { profile: 'work', command },
  'mode.activate': { mode: 'office', until: '2026-01-05T08:00:00.000Z', command },
  'mode.clear': { command },
  'connectability.get': { user: 'bob' },
  explain: { viewer: 'bob', profile: 'work', at: '2026-01-05T08:00:00.000Z', past: 'held' },
  'authorisation.ask': { user: 'bob', command },
  'authorisation.retract': { user: 'bob', command },
  'authorisation.grant': { user: 'bob', expires: '2026-01-05T08:00:00.000Z', command },
  'authorisation.deny': { user: 'bob', command },
  'authorisation.withdraw': { user: 'bob', command },
  'authorisation.list': {},
  'contact.block': { user: 'bob', command },
  'contact.unblock': { user: 'bob', command },
  'service.list': {},
  'service.activate': { service: 'messaging', command },
  'service.deactivate': { service: 'messaging', command },
  'service.call': {
    service: 'messaging',
    operation: 'list',
    payload: { any: ['thing'] },
    timeoutMs: 30_000,
    command,
  },
  'event.list': { service: 'messaging' },
  'event.subscribe': { service: 'messaging', type: 'message.new', command },
  'event.unsubscribe': { service: 'messaging', type: 'message.new', command },
  'notification.fetch': { max: 256 },
  'notification.acknowledge': { ids: ['i1', 'i2'], command },
  'call.select': { terminal: 'phone-1', command },
};
const values: readonly unknown[] = [
  undefined,
  null,
  true,
  0,
  1,
  1.5,
  -1,
  2 ** 53,
  '',
  'x',
  'a b',
  '-a',
  'a'.repeat(24),
  'a'.repeat(25),
  'é'.repeat(64),
  'a'.repeat(65),
  '\n',
  '📱'.repeat(64),
  '📱\ufe0f'.repeat(64),
  'a'.repeat(254),
  'a'.repeat(255),
  'a'.repeat(1_024),
  'a'.repeat(2_049),
  'phone',
  'next-change',
  'cleared',
  'cleared\n',
  '2026-01-05T08:00:00.000Z',
  '2026-01-05T08:00:00Z',
  '2026-13-05T08:00:00.000Z',
  '+33140000000',
  '+0',
  command,
  command.toUpperCase(),
  'held',
  [],
  {},
  { a: 1 },
];

describe('what people send is guarded as the schemas say', () => {
  it.each(Object.keys(rpcMethods) as RpcMethodName[])('%s', (name) => {
    if (!isRpcMethod(name)) throw new Error(name);
    const params = whole[name];
    if (params === undefined) throw new Error(`write a whole request of ${name} into this test`);
    expect(faultsOf(name, params)).toEqual([]);
    const members = [...Object.keys(rpcMethods[name].params.properties), 'stranger'];
    for (const member of members) {
      for (const value of values) {
        const { [member]: _, ...rest } = params;
        const tried = value === undefined ? rest : { ...rest, [member]: value };
        const ours = faultsOf(name, tried as JsonObject).length === 0;
        const theirs = checkParams(name, tried).length === 0;
        expect([member, value, ours]).toEqual([member, value, theirs]);
      }
    }
  });

  it.each(['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString'])(
    'a member named %s is refused, not dropped',
    (member) => {
      const params = JSON.parse(`{"mode":"office","${member}":{"command":5}}`) as JsonObject;
      expect(faultsOf('mode.activate', params)).toEqual([
        { field: `/${member}`, message: 'mode.activate takes no such member' },
      ]);
    },
  );

  it('every fault names its place', () => {
    expect(faultsOf('terminal.enrol', { kind: 'fax', label: '', token: 't' })).toEqual([
      { field: '/kind', message: 'must be phone, softphone or browser' },
      { field: '/label', message: 'must be a text of 1 to 64 characters' },
    ]);
    expect(faultsOf('mode.activate', {})).toEqual([{ field: '/mode', message: 'is missing' }]);
    expect(faultsOf('mode.clear', { 'a/b~c': 1 })).toEqual([
      { field: '/a~1b~0c', message: 'mode.clear takes no such member' },
    ]);
  });
});
