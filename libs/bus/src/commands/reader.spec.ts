import { describe, expect, it } from '@jest/globals';
import { commandReader } from './reader.js';

const read = commandReader('auth');
const asked = {
  command: '019b8d2b-8bd8-77be-bd67-e55d1ee90357',
  actor: 'operator/root',
  correlation: 'c1',
  data: { user: 'alice' },
};
const { command, actor, correlation, data } = asked;
const reads = { data };
const changes = { data, context: { command, actor, correlation } };
const nameless = { actor, correlation, data };
const byUser = { ...asked, actor: 'user/alice/phone' };
const faulty = { ...asked, data: { user: 'al.ice' } };
const refused = (code: string) => ({ refused: { code } });

describe('a reader of commands', () => {
  it.each([
    ['what is asked', read.readData, nameless, reads],
    ['a change', read.readChange, asked, changes],
    ['what an operator asks', read.readOperators, nameless, reads],
    ['an operator’s change', read.readOperatorsChange, asked, changes],
  ] as const)('reads %s', (_, reading, request, expected) => {
    expect(reading('user.erase', request)).toEqual(expected);
  });

  it.each([
    ['a change without its id', read.readChange, nameless, 'malformed'],
    ['an operator’s change without its id', read.readOperatorsChange, nameless, 'malformed'],
    ['what somebody else asks', read.readOperators, byUser, 'not-permitted'],
    ['somebody else’s change', read.readOperatorsChange, byUser, 'not-permitted'],
    ['a change of bad data', read.readChange, faulty, 'malformed'],
  ] as const)('refuses %s', (_, reading, request, code) => {
    expect(reading('user.erase', request)).toMatchObject(refused(code));
  });

  it('names the first fault, in the text too', () => {
    const answer = read.readData('user.erase', faulty);
    expect(answer).toMatchObject({
      refused: { field: '/user', message: expect.stringMatching(/^\/user: ./) },
    });
  });
});
