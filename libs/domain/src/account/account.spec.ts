import { describe, expect, it } from '@jest/globals';
import { NOON, ONE, registered, stamp } from '../given.fixture.js';
import { CREDENTIALS_MAX, TERMINALS_MAX } from '../limits.js';
import {
  completeErasure,
  enrolTerminal,
  eraseUser,
  issueCredential,
  registerUser,
  reinstate,
  removeTerminal,
  revokeCredential,
  suspend,
} from './decide.js';
import { evolveAccount } from './evolve.js';
import type { AccountFact } from './facts.js';
import { initialAccount, type Account } from './state.js';

const alice = { login: 'alice@example.org', displayName: 'Alice' };
const suspended: Account = { ...registered, status: 'suspended' };
const erased: Account = { status: 'erased', terminals: [], credentials: [] };
const completed: Account = { ...erased, status: 'erasure-completed' };
const withPassword: Account = {
  ...registered,
  credentials: [{ credential: 'pw', kind: 'password' }],
};
const because = { cause: 'asked' };
const car = { terminal: 'car', kind: 'softphone', label: 'Car' } as const;
const key = { credential: 'k', kind: 'key' } as const;
const phone = { terminal: 'phone', ...because };
const pw = { credential: 'pw', ...because };
const stores = { stores: ['rows', 'keys'] };
const unchanged = { unchanged: true };

const refused = (code: string) => expect.objectContaining({ refused: code });
const fact = (type: AccountFact['type']) => ({ fact: expect.objectContaining({ type }) });

describe('an account', () => {
  it.each([
    ['absent', registerUser(initialAccount, alice), fact('UserRegistered')],
    ['registered', registerUser(registered, alice), refused('already-registered')],
    ['suspended', registerUser(suspended, alice), refused('already-registered')],
    ['erased', registerUser(erased, alice), refused('erased')],
    ['erased long ago', registerUser(completed, alice), refused('erased')],
  ])('%s, is registered', (_, decided, expected) => expect(decided).toEqual(expected));

  it.each([
    ['absent', suspend(initialAccount, because), refused('not-registered')],
    ['registered', suspend(registered, because), fact('UserSuspended')],
    ['suspended', suspend(suspended, because), unchanged],
    ['erased', suspend(erased, because), refused('erased')],
  ])('%s, is suspended', (_, decided, expected) => expect(decided).toEqual(expected));

  it.each([
    ['absent', reinstate(initialAccount, because), refused('not-registered')],
    ['registered', reinstate(registered, because), refused('not-suspended')],
    ['suspended', reinstate(suspended, because), fact('UserReinstated')],
    ['erased', reinstate(erased, because), refused('erased')],
  ])('%s, is reinstated', (_, decided, expected) => expect(decided).toEqual(expected));

  it.each([
    ['absent', eraseUser(initialAccount, { by: 'self' }), refused('not-registered')],
    ['registered', eraseUser(registered, { by: 'self' }), fact('UserErased')],
    ['suspended', eraseUser(suspended, { by: 'operator' }), fact('UserErased')],
    ['erased', eraseUser(erased, { by: 'self' }), unchanged],
    ['erased long ago', eraseUser(completed, { by: 'self' }), unchanged],
  ])('%s, is erased', (_, decided, expected) => expect(decided).toEqual(expected));

  it.each([
    ['absent', completeErasure(initialAccount, stores), refused('not-registered')],
    ['registered', completeErasure(registered, stores), refused('not-erased')],
    ['erased', completeErasure(erased, stores), fact('UserErasureCompleted')],
    ['erased long ago', completeErasure(completed, stores), unchanged],
  ])('%s, is told that its erasure is complete', (_, decided, expected) =>
    expect(decided).toEqual(expected),
  );

  it.each([
    ['registered', enrolTerminal(registered, car), fact('TerminalEnrolled')],
    ['suspended', enrolTerminal(suspended, car), refused('suspended')],
    ['absent', enrolTerminal(initialAccount, car), refused('not-registered')],
    ['erased', enrolTerminal(erased, car), refused('erased')],
    ['with that terminal', enrolTerminal(registered, { ...car, ...phone }), refused('in-use')],
    ['full', enrolTerminal(full(TERMINALS_MAX), car), refused('too-many-terminals')],
    ['nearly full', enrolTerminal(full(TERMINALS_MAX - 1), car), fact('TerminalEnrolled')],
  ])('%s, enrols a terminal', (_, decided, expected) => expect(decided).toEqual(expected));

  it.each([
    ['registered', removeTerminal(registered, phone), fact('TerminalRemoved')],
    ['suspended', removeTerminal(suspended, phone), fact('TerminalRemoved')],
    [
      'without it',
      removeTerminal(registered, { ...phone, terminal: 'x' }),
      refused('unknown-terminal'),
    ],
    ['erased', removeTerminal(erased, phone), refused('erased')],
  ])('%s, removes a terminal', (_, decided, expected) => expect(decided).toEqual(expected));

  it.each([
    ['registered', issueCredential(registered, key), fact('CredentialIssued')],
    ['suspended', issueCredential(suspended, key), refused('suspended')],
    ['erased', issueCredential(erased, key), refused('erased')],
    [
      'with that id',
      issueCredential(withPassword, { ...key, credential: 'pw' }),
      refused('in-use'),
    ],
    [
      'replacing one',
      issueCredential(withPassword, { ...key, replaces: 'pw' }),
      fact('CredentialIssued'),
    ],
    [
      'replacing none of its own',
      issueCredential(registered, { ...key, replaces: 'pw' }),
      refused('unknown-credential'),
    ],
    ['full of keys', issueCredential(holding('key'), { ...key }), refused('too-many-credentials')],
  ])('%s, is issued a credential', (_, decided, expected) => expect(decided).toEqual(expected));

  it('full, retires the oldest refresh family for a new one', () => {
    const family = { credential: 'z', kind: 'refresh-family', expiresAt: ONE } as const;
    const decided = issueCredential(holding('refresh-family'), family);
    expect(decided).toEqual({
      fact: { type: 'CredentialIssued', ...family, replaces: 'c10' },
    });
    if (!('fact' in decided)) throw new Error('no fact');
    const after = evolveAccount(holding('refresh-family'), decided.fact, stamp());
    expect(after.credentials).toHaveLength(CREDENTIALS_MAX);
    expect(after.credentials.at(-1)).toEqual({ credential: 'z', kind: 'refresh-family' });
    expect(after.credentials.some((held) => held.credential === 'c10')).toBe(false);
  });

  it.each([
    ['registered', revokeCredential(withPassword, pw), fact('CredentialRevoked')],
    ['without it', revokeCredential(registered, pw), refused('unknown-credential')],
    ['erased', revokeCredential(erased, pw), refused('erased')],
  ])('%s, has a credential revoked', (_, decided, expected) => expect(decided).toEqual(expected));

  it('is the fold of its facts, terminals and credentials sorted', () => {
    const facts: readonly AccountFact[] = [
      { type: 'UserRegistered', ...alice },
      {
        type: 'TerminalEnrolled',
        terminal: 'phone',
        kind: 'phone',
        label: 'Phone',
        number: '+33140000000',
      },
      { type: 'TerminalEnrolled', ...car },
      { type: 'CredentialIssued', credential: 'r1', kind: 'refresh-family', expiresAt: NOON },
      { type: 'CredentialIssued', credential: 'pw', kind: 'password' },
      { type: 'UserSuspended', cause: 'unpaid', note: 'twice' },
      { type: 'UserReinstated', cause: 'paid' },
      { type: 'CredentialIssued', credential: 'pw2', kind: 'password', replaces: 'pw' },
      { type: 'TerminalRemoved', terminal: 'phone', cause: 'lost' },
      { type: 'CredentialRevoked', credential: 'r1', cause: 'reuse' },
    ];
    const states = foldings(facts);
    expect(states[4]).toEqual({
      status: 'registered',
      terminals: [
        car,
        { terminal: 'phone', kind: 'phone', label: 'Phone', number: '+33140000000' },
      ],
      credentials: [
        { credential: 'pw', kind: 'password' },
        { credential: 'r1', kind: 'refresh-family' },
      ],
    });
    expect(states[5]?.status).toBe('suspended');
    expect(states.at(-1)).toEqual({
      status: 'registered',
      terminals: [car],
      credentials: [{ credential: 'pw2', kind: 'password' }],
    });
  });

  it('keeps nothing of an erased user', () => {
    const gone = evolveAccount(withPassword, { type: 'UserErased', by: 'self' }, stamp());
    expect(gone).toEqual(erased);
    const done = evolveAccount(gone, { type: 'UserErasureCompleted', stores: [] }, stamp());
    expect(done).toEqual(completed);
  });
});

function foldings(facts: readonly AccountFact[]): readonly Account[] {
  let account = initialAccount;
  return facts.map((one, index) => (account = evolveAccount(account, one, stamp(index + 1))));
}

function full(count: number): Account {
  const terminals = Array.from({ length: count }, (_, index) => ({
    ...car,
    terminal: `t${index}`,
  }));
  return { ...registered, terminals };
}

function holding(kind: 'key' | 'refresh-family'): Account {
  const credentials = Array.from({ length: CREDENTIALS_MAX }, (_, index) => ({
    credential: `c${10 + index}`,
    kind,
  }));
  return { ...registered, credentials };
}
