import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

const KEY_BYTES = 32;

/** What shows that who had the master key wrote a text: HMAC-SHA256 by a key of this purpose alone. */
export function macOf(masterKey: Uint8Array, purpose: string, text: string): string {
  const key = Buffer.from(hkdfSync('sha256', masterKey, new Uint8Array(), purpose, KEY_BYTES));
  return createHmac('sha256', key).update(text).digest('base64url');
}

/** Whether two of them are the same, in a time that tells nothing. */
export function sameMac(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
