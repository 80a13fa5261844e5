import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { StoreDamaged } from './errors.js';

const ALGORITHM = 'aes-256-gcm';
const VERSION = 1;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + NONCE_BYTES;

/**
 * What the master key does: wraps values with AES-256-GCM, and makes fingerprints (HMAC-SHA256), each
 * with a key of its own derived from it (HKDF, RFC 5869). A wrapped value is the version 1, 12 bytes
 * of nonce, the ciphertext and 16 bytes of tag.
 */
export class Wrapping {
  private readonly wrapKey: Buffer;
  private readonly fingerprintKey: Buffer;

  constructor(masterKey: Uint8Array) {
    this.wrapKey = derived(masterKey, 'liaison/wrap/1');
    this.fingerprintKey = derived(masterKey, 'liaison/login/1');
  }

  /** `place`: where the value lies; it opens nowhere else. */
  wrap(place: string, value: Uint8Array): Uint8Array {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.wrapKey, nonce);
    cipher.setAAD(Buffer.from(place));
    const sealed = Buffer.concat([cipher.update(value), cipher.final()]);
    return Buffer.concat([Buffer.of(VERSION), nonce, sealed, cipher.getAuthTag()]);
  }

  /** Throws `StoreDamaged` where the value was not wrapped for this place with this master key. */
  unwrap(place: string, wrapped: Uint8Array): Uint8Array {
    try {
      const tagAt = wrapped.length - TAG_BYTES;
      if (wrapped[0] !== VERSION || tagAt < HEAD_BYTES) throw new RangeError('another version');
      const nonce = wrapped.subarray(1, HEAD_BYTES);
      const decipher = createDecipheriv(ALGORITHM, this.wrapKey, nonce);
      decipher.setAAD(Buffer.from(place));
      decipher.setAuthTag(wrapped.subarray(tagAt));
      return Buffer.concat([
        decipher.update(wrapped.subarray(HEAD_BYTES, tagAt)),
        decipher.final(),
      ]);
    } catch (cause) {
      throw new StoreDamaged(`what is stored at ${place} does not open`, { cause });
    }
  }

  /** The same for the same text, and nothing to who has not the master key: 43 characters. */
  fingerprint(text: string): string {
    return createHmac('sha256', this.fingerprintKey).update(text).digest('base64url');
  }
}

function derived(masterKey: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, new Uint8Array(), purpose, KEY_BYTES));
}
