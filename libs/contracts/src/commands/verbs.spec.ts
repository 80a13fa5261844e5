import { describe, expect, it } from '@jest/globals';
import { type RpcMethodName, rpcMethod, rpcMethods } from '../rpc/methods.js';
import { commandDataOf } from './forward.js';
import { type CommandApp, checkCommand, checkCommandResult, commandVerb } from './verbs.js';

const command = '019b8d2b-8bd8-77be-bd67-e55d1ee90357';

/** A call goes from the gateway straight to the service. */
const isTakenByAnApp = (method: RpcMethodName) => rpcMethod(method).answeredBy !== 'gateway';

describe('the verbs of our apps', () => {
  it.each((Object.keys(rpcMethods) as RpcMethodName[]).filter((m) => isTakenByAnApp(m)))(
    'answer %s where the protocol says',
    (method) => {
      expect(commandVerb(rpcMethod(method).answeredBy, method)).toBeDefined();
    },
  );

  it.each([
    ['profile.activate', { profile: 'work', mode: 'office', until: 'cleared', command }],
    ['profile.deactivate', { profile: 'work' }],
    ['mode.activate', { mode: 'office', command }],
    ['mode.clear', {}],
    ['profile.upload', { profile: { profile: 'work' }, expectedVersion: 1 }],
    ['profile.list', {}],
    ['profile.get', { profile: 'work' }],
    ['profile.delete', { profile: 'work' }],
    ['connectability.get', { user: 'bob' }],
    ['contact.block', { user: 'bob' }],
    ['contact.unblock', { user: 'bob' }],
    ['explain', { viewer: 'bob' }],
    ['terminal.enrol', { token: 't', kind: 'phone', label: 'Car' }],
    ['terminal.list', {}],
    ['terminal.remove', { terminal: 'car' }],
    ['service.list', {}],
    ['event.list', { service: 'telephony' }],
    ['service.activate', { service: 'telephony', command }],
    ['service.deactivate', { service: 'telephony' }],
    ['event.subscribe', { service: 'telephony', type: 'call.missed', command }],
    ['event.unsubscribe', { service: 'telephony', type: 'call.missed' }],
    ['notification.fetch', { max: 256 }],
    ['notification.acknowledge', { ids: ['n1'], command }],
    ['call.select', { terminal: 'car' }],
    ['call.select', { terminal: null }],
  ] as const)('%s becomes a command about the connection’s own user', (method, params) => {
    const data = commandDataOf(method, params, 'alice');
    expect(data.user).toBe('alice');
    expect(checkCommand(rpcMethod(method).answeredBy, method, data)).toEqual([]);
    expect(
      checkCommand(rpcMethod(method).answeredBy, method, { ...data, surplus: 1 }),
    ).toHaveLength(1);
  });

  it('never takes the user from the params', () => {
    expect(commandDataOf('profile.list', { user: 'mallory' }, 'alice')).toEqual({ user: 'alice' });
    expect(commandDataOf('contact.block', { user: 'bob' }, 'alice')).toEqual({
      user: 'alice',
      viewer: 'bob',
    });
    expect(commandDataOf('connectability.get', { user: 'bob' }, 'alice')).toEqual({
      user: 'alice',
      target: 'bob',
    });
  });

  it('never takes a token further than the gateway', () => {
    const data = commandDataOf('terminal.enrol', { token: 't', kind: 'phone', label: 'x' }, 'u');
    expect(data).not.toHaveProperty('token');
  });

  it.each([
    ['auth', 'user.add', { login: 'a', displayName: 'A', password: 'x', user: 'alice' }, true],
    ['auth', 'user.add', { login: 'a', displayName: 'A', password: 'x', user: 'al.ice' }, false],
    ['auth', 'user.list', { after: 'alice', max: 100 }, true],
    ['auth', 'user.list', { max: 100_000 }, false],
    ['auth', 'user.erase', { user: 'alice' }, true],
    ['auth', 'user.erase', {}, false],
    ['auth', 'auth.keys', {}, true],
    [
      'access-monitor',
      'terminal.connect',
      { user: 'u', terminal: 't', connection: 'c', gateway: 'g', network: 'websocket' },
      true,
    ],
    [
      'access-monitor',
      'terminal.disconnect',
      {
        user: 'u',
        terminal: 't',
        connection: 'c',
        cause: 'closed',
        lastSeen: '2026-01-05T08:00:00.000Z',
      },
      true,
    ],
    ['access-monitor', 'terminal.disconnect', { user: 'u', terminal: 't', connection: 'c' }, false],
    [
      'availability',
      'service.query',
      { service: 'telephony', query: { 'call-target': { user: 'alice', caller: '+33140000000' } } },
      true,
    ],
    [
      'availability',
      'service.query',
      { service: 'telephony', query: { 'call-target': { user: 'alice' }, availability: {} } },
      false,
    ],
    ['availability', 'call.target', { user: 'alice', caller: '' }, false],
    ['access-monitor', 'service.open-to-user', { user: 'alice', service: 'telephony' }, true],
    ['availability', 'view.users', { state: 'suspended', after: 'alice', max: 200 }, true],
    ['availability', 'view.users', { state: 'erased' }, false],
    ['availability', 'view.terminals', { network: 'http', connected: true }, true],
    ['availability', 'view.terminals', { network: 'sms' }, false],
    ['auth', 'constructor', {}, false],
    ['nobody', 'user.add', {}, false],
  ] as const)('%s %s with %j: %p', (app, verb, data, isGood) => {
    expect(checkCommand(app, verb, data).length === 0).toBe(isGood);
  });

  it('answer with their results', () => {
    const app: CommandApp = 'auth';
    expect(checkCommandResult(app, 'user.list', { items: [] })).toEqual([]);
    expect(checkCommandResult(app, 'user.list', {})).toHaveLength(1);
    expect(checkCommandResult(app, 'user.forget', {})).toHaveLength(1);
  });
});
