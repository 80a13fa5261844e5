import type { RefusalEntry } from './entry.js';

/** Who asks, and whether they may. */
export const identityRefusals = {
  'not-authenticated': {
    message: 'no valid credentials: login, password, token or refresh token',
    fix: 'log in with auth.login, or renew the token with auth.refresh',
  },
  'not-connected': {
    message: 'this is not the current connection of the terminal',
    fix: 'connect first: terminal.connect, or over HTTP GET /terminal/stream',
  },
  'already-connected': {
    message: 'this connection has its terminal already',
    fix: 'go on with it, or open another connection for another terminal',
  },
  superseded: {
    message: 'a newer connection has taken the place of this one',
    fix: 'use the newer connection, or connect again',
  },
  'not-permitted': {
    message: 'this is not yours to do',
    fix: 'ask an operator, or do it as the user concerned',
  },
  'already-registered': {
    message: 'this id has been registered before; an id names one account for ever',
    fix: 'choose another id, or leave it out to be given one',
  },
  'login-taken': {
    message: 'another user has this login',
    fix: 'choose another login',
  },
  'password-too-short': {
    message: 'the password has fewer than 8 characters',
    fix: 'choose a longer one',
  },
  'invalid-verifier': {
    message: 'the password hash is none that is taken',
    fix: 'give an argon2id hash as a PHC string, m from 4096 to 65536, t from 1 to 10, p from 1 to 4',
  },
  'not-registered': {
    message: 'there is no such account',
    fix: 'check the id, or register the user first',
  },
  suspended: {
    message: 'the account is suspended',
    fix: 'ask an operator to reinstate it',
  },
  'not-suspended': {
    message: 'the account is not suspended',
    fix: 'nothing is to be done',
  },
  erased: {
    message: 'the account is erased, for good',
    fix: 'register a new account, with a new id',
  },
  'not-erased': {
    message: 'the account is not being erased',
    fix: 'erase it first',
  },
  'too-many-credentials': {
    message: 'the account has as many credentials as one may have, and none that may give way',
    fix: 'revoke one first',
  },
  'unknown-credential': {
    message: 'the account has no such credential',
    fix: 'check the id of the credential',
  },
} as const satisfies Record<string, RefusalEntry>;
