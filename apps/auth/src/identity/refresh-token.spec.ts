import { describe, expect, it } from '@jest/globals';
import { mintRefreshToken, readRefreshToken, refreshTokenHash } from './refresh-token.js';

const mac = Buffer.alloc(32, 7);

describe('a refresh token', () => {
  const token = mintRefreshToken(mac, 'alice', 'family-1');

  it('names its user and family to us', () => {
    expect(readRefreshToken(mac, token.text)).toEqual(token);
  });

  it('is never the same twice, and its hash does not hold it', () => {
    expect(mintRefreshToken(mac, 'alice', 'family-1').text).not.toBe(token.text);
    expect(token.text).not.toContain(refreshTokenHash(token.text));
  });

  it.each([
    ['nothing', ''],
    ['a word', 'secret'],
    ['dots', '....'],
    ['another user’s name on it', token.text.replace('alice', 'mallory')],
    ['a changed secret', token.text.replace(/\.(?=[^.]+\.[^.]+$)/, '.x')],
    ['no mark', token.text.slice(0, token.text.lastIndexOf('.'))],
    ['a part too many', `x.${token.text}`],
    ['far too long', 'a'.repeat(100_000)],
  ])('is not taken for ours with %s', (_, text) => {
    expect(readRefreshToken(mac, text)).toBeUndefined();
  });

  it('of another server is not ours', () => {
    expect(readRefreshToken(Buffer.alloc(32, 8), token.text)).toBeUndefined();
  });
});
