import { createDecipheriv, hkdfSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RawFact } from '../model/raw-fact.js';
import type { StoredFact } from './log.js';
import { storeOf } from './store.js';
import type { System } from './system.js';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY = 'key.';

/**
 * Opens the boxes of facts as an auditor would who has the master key and the formats, and nothing
 * of ours.
 */
export class BoxOpener {
  private constructor(private readonly keys: ReadonlyMap<string, Buffer | 'erased'>) {}

  /** With the keys as they are stored now. */
  static async of(system: Pick<System, 'data' | 'operator' | 'databaseUrl'>): Promise<BoxOpener> {
    const text = await readFile(join(system.data, 'master.key'), 'utf8');
    const master = Buffer.from(text.trim(), 'hex');
    const wrapKey = Buffer.from(hkdfSync('sha256', master, '', 'liaison/wrap/1', KEY_BYTES));
    const keys = new Map<string, Buffer | 'erased'>();
    for (const [place, value] of await storeOf(system).keys()) {
      if (!place.startsWith(KEY)) continue;
      const isErased = value.toString() === 'erased';
      // Version 1 in the first byte, then nonce, ciphertext and tag, bound to its place.
      const key = isErased ? 'erased' : opened(wrapKey, value.subarray(1), Buffer.from(place));
      keys.set(place.slice(KEY.length), key);
    }
    return new BoxOpener(keys);
  }

  /** What the reference model reads. Throws where a box does not open. */
  open(fact: StoredFact): RawFact {
    const { type, subject, id, time, revision, data = {}, sealed } = fact;
    const open = { type, subject, id, time, revision, data };
    if (sealed === undefined) return open;
    const key = this.keys.get(subject.split('.')[1] ?? '');
    if (key === undefined) throw new Error(`there is no key for ${subject}`);
    if (key === 'erased') return { ...open, box: 'erased' };
    const [name, keyId, nonce = '', body = ''] = sealed.split('.');
    if (name !== 'A256GCM') throw new Error(`${subject} ${revision}: ${String(name)} is no box`);
    const bound = Buffer.from(`liaison/box/1\n${type}\n${subject}\n${id}\n${String(keyId)}`);
    const bytes = Buffer.concat([Buffer.from(nonce, 'base64url'), Buffer.from(body, 'base64url')]);
    const text = opened(key, bytes, bound).toString('utf8');
    return { ...open, box: JSON.parse(text) as Record<string, unknown> };
  }
}

/** AES-256-GCM over nonce, ciphertext and tag. */
function opened(key: Buffer, bytes: Buffer, bound: Buffer): Buffer {
  const end = bytes.length - TAG_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES));
  decipher.setAAD(bound);
  decipher.setAuthTag(bytes.subarray(end));
  return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, end)), decipher.final()]);
}
