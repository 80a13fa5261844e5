import { describe, expect, it } from '@jest/globals';
import { Passwords } from './passwords.js';

const passwords = new Passwords({ argonMemoryKib: 19_456, argonPasses: 2 });

describe('a password', () => {
  it('is hashed with argon2id at the work asked for', async () => {
    const verifier = Buffer.from(await passwords.hash('four words')).toString();
    expect(verifier).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(verifier).not.toContain('four words');
  });

  it('opens with itself alone, however its accents are composed', async () => {
    const verifier = await passwords.hash('caf\u00e9');
    expect(await passwords.verify(verifier, 'cafe\u0301')).toBe('right');
    expect(await passwords.verify(verifier, 'cafe')).toBe('wrong');
  });

  it('of a login nobody has is wrong, after the same hash', async () => {
    expect(await passwords.verify(undefined, 'anything')).toBe('wrong');
  });

  it('whose verifier cannot be read is wrong, as that of a login nobody has', async () => {
    const verifier = Buffer.from(await passwords.hash('four words')).toString();
    expect(await passwords.verify(Buffer.from(`${verifier}A=`), 'four words')).toBe('wrong');
    expect(await passwords.verify(Buffer.from('none'), 'four words')).toBe('wrong');
  });

  it('hashed with less work than today is right and outdated', async () => {
    const verifier = await passwords.hash('four words');
    const stricter = new Passwords({ argonMemoryKib: 19_456, argonPasses: 3 });
    expect(await stricter.verify(verifier, 'four words')).toBe('outdated');
    expect(await passwords.verify(await stricter.hash('four words'), 'four words')).toBe('right');
  });

  it('is turned away, not queued, when too many are being checked', async () => {
    const verdicts = await Promise.all(
      Array.from({ length: 66 }, () => passwords.verify(undefined, 'anything')),
    );
    expect(verdicts.filter((verdict) => verdict === 'busy')).toHaveLength(2);
  });
});
