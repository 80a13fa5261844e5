import { createDecipheriv, hkdfSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DeliverPolicy } from '@nats-io/jetstream';
import type { Binary } from 'mongodb';
import type { RawFact } from '../model/raw-fact.js';
import { type StoredFact, readAll } from './log.js';
import { inDatabase } from './mongodb.js';
import type { System } from './system.js';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_SUBJECTS = '$KV.KEYS.key.';

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
    for (const [user, stored] of await storedKeys(system)) {
      // Version 1 in the first byte, then nonce, ciphertext and tag, bound to its place.
      const open = (wrapped: Buffer): Buffer =>
        opened(wrapKey, wrapped.subarray(1), Buffer.from(`key.${user}`));
      keys.set(user, stored === 'erased' ? stored : open(stored));
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

type StoredKeys = Map<string, Buffer | 'erased'>;

function storedKeys(system: Pick<System, 'operator' | 'databaseUrl'>): Promise<StoredKeys> {
  const { databaseUrl } = system;
  return databaseUrl === undefined ? inEngine(system) : inMongodb(databaseUrl);
}

async function inEngine(system: Pick<System, 'operator'>): Promise<StoredKeys> {
  const found: StoredKeys = new Map();
  const from = {
    filter_subjects: `${KEY_SUBJECTS}*`,
    deliver_policy: DeliverPolicy.LastPerSubject,
  };
  await readAll(system, 'KV_KEYS', from, ({ subject, data }) => {
    const value = Buffer.from(data);
    const erased = value.toString() === 'erased';
    found.set(subject.slice(KEY_SUBJECTS.length), erased ? 'erased' : value);
  });
  return found;
}

function inMongodb(url: string): Promise<StoredKeys> {
  return inDatabase(url, async (database) => {
    const found: StoredKeys = new Map();
    const keys = database.collection<KeyDocument>('keys').find({ _id: /^key[.]/ });
    for await (const { _id, erased, value } of keys) {
      const user = _id.slice('key.'.length);
      if (erased === true) found.set(user, 'erased');
      else if (value !== undefined) found.set(user, Buffer.from(value.value()));
    }
    return found;
  });
}

/** A user's key or tombstone. */
interface KeyDocument {
  readonly _id: string;
  readonly value?: Binary;
  readonly erased?: true;
}

/** AES-256-GCM over nonce, ciphertext and tag. */
function opened(key: Buffer, bytes: Buffer, bound: Buffer): Buffer {
  const end = bytes.length - TAG_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES));
  decipher.setAAD(bound);
  decipher.setAuthTag(bytes.subarray(end));
  return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, end)), decipher.final()]);
}
