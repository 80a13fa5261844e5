import { describe, expect, it } from '@jest/globals';
import { verify } from '@node-rs/argon2';
import { isTakenVerifier } from './foreign-verifier.js';
import { Passwords } from './passwords.js';

const SALT = 'c2FsdHNhbHRzYWx0c2FsdA';
const HASH = 'aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g';
const WORK = 'm=19456,t=2,p=1';
const phc = (work: string, kind = 'argon2id'): string => `$${kind}$v=19$${work}$${SALT}$${HASH}`;
const base64 = (bytes: number): string =>
  Buffer.alloc(bytes, 1).toString('base64').replaceAll('=', '');
const made = (salt: string, hash: string): string => `$argon2id$v=19$${WORK}$${salt}$${hash}`;

describe('a verifier made elsewhere', () => {
  it('is taken where its work is bounded', () => {
    for (const work of ['m=4096,t=3,p=1', 'm=7168,t=5,p=1', 'm=65536,t=10,p=4']) {
      expect([work, isTakenVerifier(phc(work))]).toEqual([work, true]);
    }
  });

  it('is taken with a salt and a hash of any length that argon2 reads', async () => {
    for (const [salt, hash] of [
      [8, 16],
      [16, 32],
      [48, 64],
    ] as const) {
      const text = made(base64(salt), base64(hash));
      expect([text, isTakenVerifier(text)]).toEqual([text, true]);
      expect(await verify(text, 'anything')).toBe(false);
    }
  });

  it.each([
    ['too long a salt', made(base64(49), HASH)],
    ['a hash whose last bits are not its own', made(SALT, `${HASH.slice(0, -1)}h`)],
    ['a hash of no number of bytes', made(SALT, `${base64(30)}A`)],
  ])('is refused where argon2 cannot read it: %s', async (_, text) => {
    await expect(verify(text, 'anything')).rejects.toThrow();
    expect(isTakenVerifier(text)).toBe(false);
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
    ['a salt whose last bits are not its own', made(`${base64(15)}AB`, HASH)],
    ['a salt of no number of bytes', made(`${base64(12)}A`, HASH)],
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
