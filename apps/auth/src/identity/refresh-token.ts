import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Bytes of chance in a token, and of the mark that says it is ours. */
export const SECRET_BYTES = 32;
const MARK_BYTES = 16;
const TOKEN_LENGTH_MAX = 256;

/** A token a user holds: opaque to them, to us it says where its family lies. */
export interface RefreshToken {
  readonly user: string;
  readonly family: string;
  readonly text: string;
}

/** SHA-256 of a token: all that is kept of it. Its 256 random bits need no salt and no work. */
export function refreshTokenHash(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** `secret`: so many random bytes. */
export function mintRefreshToken(
  mac: Uint8Array,
  user: string,
  family: string,
  secret: Uint8Array = randomBytes(SECRET_BYTES),
): RefreshToken {
  const body = `${user}.${family}.${Buffer.from(secret).toString('base64url')}`;
  return { user, family, text: `${body}.${markOf(mac, body).toString('base64url')}` };
}

/**
 * Undefined where we never gave such a token. So one that is ours and not the family's current one
 * was used before, and a made-up one can end nobody's family.
 */
export function readRefreshToken(mac: Uint8Array, text: string): RefreshToken | undefined {
  if (text.length > TOKEN_LENGTH_MAX) return undefined;
  const end = text.lastIndexOf('.');
  const [user, family, secret, ...rest] = text.slice(0, Math.max(end, 0)).split('.');
  if (user === undefined || family === undefined || secret === undefined || rest.length > 0) {
    return undefined;
  }
  const shown = Buffer.from(text.slice(end + 1), 'base64url');
  const mark = markOf(mac, text.slice(0, end));
  if (shown.length !== MARK_BYTES || !timingSafeEqual(shown, mark)) return undefined;
  return { user, family, text };
}

function markOf(mac: Uint8Array, body: string): Buffer {
  return createHmac('sha256', mac).update(body).digest().subarray(0, MARK_BYTES);
}
