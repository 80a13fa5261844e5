import { describe, expect, it } from '@jest/globals';
import { isTakenVerifier } from './foreign-verifier.js';
import { Passwords } from './passwords.js';

const SALT = 'c2FsdHNhbHRzYWx0c2FsdA';
const HASH = 'aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g';
const phc = (work: string, kind = 'argon2id'): string => `$${kind}$v=19$${work}$${SALT}$${HASH}`;

describe('a verifier made elsewhere', () => {
  it('is taken where its work is bounded', () => {
    for (const work of ['m=4096,t=3,p=1', 'm=7168,t=5,p=1', 'm=65536,t=10,p=4']) {
      expect([work, isTakenVerifier(phc(work))]).toEqual([work, true]);
    }
  });

  it.each([
    ['too much memory', phc('m=65537,t=2,p=1')],
    ['far too much memory', phc('m=4194304,t=2,p=1')],
    ['too many passes', phc('m=19456,t=11,p=1')],
    ['too many lanes', phc('m=19456,t=2,p=5')],
    ['no work', phc('m=8,t=1,p=1')],
    ['no pass', phc('m=19456,t=0,p=1')],
    ['another kind', phc('m=19456,t=2,p=1', 'argon2i')],
    ['another version', phc('m=19456,t=2,p=1').replace('v=19', 'v=16')],
    ['bcrypt', '$2b$12$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234'],
    ['a password', 'correct horse battery'],
    ['more after it', `${phc('m=19456,t=2,p=1')}$x`],
  ])('is refused: %s', (_, text) => expect(isTakenVerifier(text)).toBe(false));

  it('is what ours are', async () => {
    const passwords = new Passwords({ argonMemoryKib: 19_456, argonPasses: 2 });
    const ours = Buffer.from(await passwords.hash('secret words')).toString();
    expect(isTakenVerifier(ours)).toBe(true);
  });
});
