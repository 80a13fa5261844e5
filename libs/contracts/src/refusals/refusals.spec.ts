import { describe, expect, it } from '@jest/globals';
import { commandRefusals } from './command.js';
import { eventRefusals } from './event.js';
import { identityRefusals } from './identity.js';
import { serviceRefusals } from './service.js';
import { userRefusals } from './user.js';
import { isRefusalCode, refusal, refusals } from './refusals.js';

describe('the catalogue of refusals', () => {
  it.each(Object.entries(refusals))('%s says what is wrong and what to do', (code, entry) => {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(entry.message).toMatch(/^\S.{8,120}$/);
    expect(entry.fix).toMatch(/^\S.{8,140}$/);
  });

  it('has each of them once', () => {
    const tables = [
      identityRefusals,
      userRefusals,
      commandRefusals,
      serviceRefusals,
      eventRefusals,
    ].flatMap((table) => Object.keys(table));
    expect(tables.filter((code, n) => tables.indexOf(code) !== n)).toEqual([]);
    expect(tables.toSorted()).toEqual(Object.keys(refusals).toSorted());
  });

  it('has the names the protocol promises', () => {
    expect(Object.keys(refusals)).toEqual(
      expect.arrayContaining([
        'not-authenticated',
        'not-connected',
        'unknown-mode',
        'unknown-profile',
        'no-active-profile',
        'invalid-profile',
        'version-conflict',
        'in-use',
        'service-not-connected',
        'service-not-activated',
        'not-permitted',
        'too-many-requests',
        'too-large',
        'outcome-unknown',
        'service-error',
        'command-too-old',
        'clock-ahead',
        'command-reused',
        'malformed',
        'unavailable',
      ]),
    );
  });

  it('gives a refusal the words of its code, or better ones', () => {
    expect(refusal('unknown-mode', { field: '/mode' })).toEqual({
      code: 'unknown-mode',
      field: '/mode',
      ...refusals['unknown-mode'],
    });
    const faults = [{ field: '/zone', message: 'no such zone' }];
    expect(refusal('invalid-profile', { message: 'one fault', faults })).toMatchObject({
      message: 'one fault',
      fix: refusals['invalid-profile'].fix,
      faults,
    });
    expect(refusal('not-authenticated', { fix: 'check both' })).toEqual({
      code: 'not-authenticated',
      message: refusals['not-authenticated'].message,
      fix: 'check both',
    });
  });

  it('knows its own names only', () => {
    expect(isRefusalCode('erased')).toBe(true);
    expect(isRefusalCode('constructor')).toBe(false);
  });
});
