import { expect, it } from '@jest/globals';
import { refusal } from '@liaison/contracts';
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
  expect(() => resultOf({ refused })).toThrow(failed);
});

it('what was accepted is its result', () => {
  expect(resultOf({ accepted: { result: { said: 1 } } })).toEqual({ said: 1 });
});
