import { expect, it } from '@jest/globals';
import { type JsonObject, type RefusalCode, refusal } from '@liaison/contracts';
import { CommandFailed } from './failure.js';
import { resultOf } from './reply.js';

it('a refused document is told with every fault and its place', () => {
  const faults = [
    { field: '/zone', message: 'must be an IANA time zone' },
    { field: '', message: 'must have a mode' },
  ];
  const refused = refusal('invalid-profile', { faults });
  const failed = new CommandFailed(
    `invalid-profile: ${refused.message}\n  /zone: must be an IANA time zone\n  the whole: must have a mode`,
    refused.fix,
  );
  expect(() => resultOf({ refused }, { verb: 'profile.upload', data: {} })).toThrow(failed);
});

const PROTOCOL = /\b(auth|terminal|profile|mode|service|event|authorisation|notification)\.[a-z]+/;

it.each([
  ['mode.activate', 'unknown-mode', { user: 'alice', mode: 'x' }, 'mode list alice'],
  [
    'profile.activate',
    'unknown-mode',
    { user: 'alice', profile: 'work', mode: 'x' },
    'profile show alice work',
  ],
  ['mode.activate', 'no-active-profile', { user: 'alice' }, 'profile activate alice PROFILE'],
  ['call.select', 'unknown-terminal', { user: 'alice', terminal: 'x' }, 'terminal list alice'],
  ['terminal.remove', 'unknown-terminal', { user: 'bob', terminal: 'x' }, 'terminal list bob'],
  [
    'profile.upload',
    'version-conflict',
    { user: 'alice', profile: { profile: 'work' } },
    'profile show alice work',
  ],
  ['profile.upload', 'in-use', { user: 'alice', profile: { profile: 'work' } }, 'mode clear alice'],
  ['profile.delete', 'in-use', { user: 'al', profile: 'work' }, 'profile deactivate al work'],
  ['profile.activate', 'unknown-profile', { user: 'alice', profile: 'x' }, 'profile list alice'],
  ['user.revoke', 'unknown-credential', { user: 'alice', credential: 'x' }, 'user show alice'],
  ['user.suspend', 'not-registered', { user: 'x' }, 'user list'],
  ['service.open', 'not-registered', { service: 'x' }, 'service list'],
  ['service.open-to-user', 'not-registered', { service: 'x', user: 'y' }, 'user list'],
] as const)('what to do about %s that is %s is typed', (...[verb, code, data, line]) => {
  const fix = fixOf(code, verb, data);
  expect(fix).toContain(`\`npx liaison ${line}\``);
  expect(fix).not.toMatch(PROTOCOL);
});

function fixOf(code: RefusalCode, verb: string, data: JsonObject): string {
  try {
    resultOf({ refused: refusal(code) }, { verb, data });
  } catch (error) {
    if (error instanceof CommandFailed) return error.fix;
  }
  throw new Error('nothing was refused');
}

it('what was accepted is its result', () => {
  const asked = { verb: 'user.show', data: {} };
  expect(resultOf({ accepted: { result: { said: 1 } } }, asked)).toEqual({ said: 1 });
});
