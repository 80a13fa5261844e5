import { createCipheriv, createDecipheriv } from 'node:crypto';
import { canonicalJson } from '../canonical-json.js';
import { randomSlice } from '../random.js';
import type { JsonObject } from './envelope.js';

/** Clear text is padded to steps of this many bytes. */
const PAD_BYTES = 64;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';
const NAME = 'A256GCM';
const SPACE = 0x20;

/** A box as a JSON Schema pattern: `A256GCM.<key>.<nonce>.<ciphertext ‖ tag>`, base64url. */
export const SEALED_PATTERN =
  '^A256GCM\\.[A-Za-z0-9][A-Za-z0-9_-]{0,63}\\.[A-Za-z0-9_-]{16}\\.[A-Za-z0-9_-]{43,}$';

/** A user's key: `id` is what boxes name, `bytes` are 32. */
export interface BoxKey {
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** Where a box lies: the fact's whole type, its aggregate's name, its id. */
export interface BoxPlace {
  readonly type: string;
  readonly subject: string;
  readonly id: string;
}

/** A box was moved, altered, or sealed with another key. */
export class BoxDoesNotOpen extends Error {
  override readonly name = 'BoxDoesNotOpen';
}

/**
 * Seals a value with AES-256-GCM. The fact's type, subject and id and the key's id are
 * authenticated with it, so that a box opens in its own place alone. `nonce`: tests only.
 */
export function sealBox(
  key: BoxKey,
  where: BoxPlace,
  value: JsonObject,
  nonce: Uint8Array = randomSlice(NONCE_BYTES),
): string {
  const cipher = createCipheriv(CIPHER, key.bytes, nonce);
  cipher.setAAD(authenticated(key.id, where));
  const body = cipher.update(padded(value));
  cipher.final();
  const sealed = Buffer.concat([body, cipher.getAuthTag()], body.length + TAG_BYTES);
  const shownNonce = Buffer.from(nonce.buffer, nonce.byteOffset, NONCE_BYTES).toString('base64url');
  return `${NAME}.${key.id}.${shownNonce}.${sealed.toString('base64url')}`;
}

/** Opens a box; throws `BoxDoesNotOpen`. */
export function openBox(key: BoxKey, where: BoxPlace, sealed: string): JsonObject {
  const [name, keyId, nonce, body, ...rest] = sealed.split('.');
  if (name !== NAME || nonce === undefined || body === undefined || rest.length > 0) {
    throw new BoxDoesNotOpen(`${place(where)}: not written as a box`);
  }
  if (keyId !== key.id) {
    throw new BoxDoesNotOpen(`${place(where)}: sealed with key ${keyId}, not ${key.id}`);
  }
  const bytes = Buffer.from(body, 'base64url');
  const end = bytes.length - TAG_BYTES;
  if (end < 0) throw new BoxDoesNotOpen(`${place(where)}: cut off`);
  try {
    const decipher = createDecipheriv(CIPHER, key.bytes, Buffer.from(nonce, 'base64url'));
    decipher.setAAD(authenticated(key.id, where));
    decipher.setAuthTag(bytes.subarray(end));
    const text = decipher.update(bytes.subarray(0, end));
    decipher.final();
    return JSON.parse(text.toString()) as JsonObject;
  } catch (cause) {
    throw new BoxDoesNotOpen(`${place(where)}: moved, altered, or of another key`, { cause });
  }
}

const authenticated = (key: string, where: BoxPlace): Buffer =>
  Buffer.from(`liaison/box/1\n${where.type}\n${where.subject}\n${where.id}\n${key}`);

const place = (where: BoxPlace): string => `box of ${where.subject}, fact ${where.id}`;

function padded(value: JsonObject): Buffer {
  const text = canonicalJson(value);
  const length = Buffer.byteLength(text);
  const bytes = Buffer.allocUnsafe(Math.ceil(length / PAD_BYTES) * PAD_BYTES);
  bytes.write(text, 'utf8');
  return bytes.fill(SPACE, length);
}
