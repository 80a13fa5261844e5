import { randomBytes } from 'node:crypto';
import { Contention, type UserKey } from '@liaison/bus';
import { Binary, type Collection } from 'mongodb';
import { type AnnouncingBus, Destructions } from '../destructions.js';
import type { KeyEntry, KeyStore, Secret } from '../key-store.js';
import { keyOfUser } from '../names.js';
import { Wrapping } from '../wrapping.js';
import { unlessTaken } from './away.js';
import type { MongoStore } from './client.js';
import { KEYS } from './collections.js';
import { KeyReads } from './key-reads.js';
import { allEntries, putEntry } from './key-entries.js';
import { Logins } from './logins.js';
import { Secrets } from './secrets.js';
import { type StoredKey, valueOf } from './stored-key.js';

const KEY_BYTES = 32;
/** A user has one key for ever; boxes name it so. */
const KEY_ID = '1';
const ATTEMPTS_MAX = 12;

/** Keys, secrets and logins in the collection `keys`, a document each, wrapped by the master key. */
export class MongoKeyStore implements KeyStore {
  private readonly destructions: Destructions;
  private readonly wrapping: Wrapping;
  private readonly secrets: Secrets;
  private readonly logins: Logins;
  private readonly reads: KeyReads;

  /** `store` with the keys of this log: see `requireKeysOfLog`. */
  constructor(
    bus: AnnouncingBus,
    private readonly store: MongoStore,
    masterKey: Uint8Array,
  ) {
    this.wrapping = new Wrapping(masterKey);
    this.secrets = new Secrets(store, this.wrapping);
    this.logins = new Logins(store, this.wrapping);
    this.reads = new KeyReads(store);
    this.destructions = new Destructions(bus);
    // What comes back may be another member of the set, or an older copy.
    store.onReturned(() => this.destructions.missed());
  }

  async key(user: string): Promise<UserKey | 'erased' | undefined> {
    const _id = keyOfUser(user);
    const found = await this.reads.one(_id);
    if (found === undefined) return undefined;
    if (found.erased === true) return 'erased';
    return { id: KEY_ID, bytes: this.wrapping.unwrap(_id, valueOf(found)) };
  }

  async createKey(user: string): Promise<UserKey | 'erased'> {
    const _id = keyOfUser(user);
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const there = await this.key(user);
      if (there !== undefined) return there;
      const bytes = randomBytes(KEY_BYTES);
      const value = new Binary(this.wrapping.wrap(_id, bytes));
      await this.answered(() => this.keys.insertOne({ _id, value })).catch(unlessTaken);
    }
    throw new Contention(`the key of ${user} is made and destroyed by too many at once`);
  }

  /** One write takes the key away and leaves the tombstone: there is no moment without either. */
  async destroyKey(user: string): Promise<void> {
    const _id = keyOfUser(user);
    const change = { $set: { erased: true as const }, $unset: { value: '' as const } };
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const isDone = await this.answered(() =>
        this.keys.updateOne({ _id }, change, { upsert: true }),
      ).then(() => true, unlessTaken);
      if (isDone) return this.destructions.announce(user);
    }
    throw new Contention(`the key of ${user} is made and destroyed by too many at once`);
  }

  secret(user: string, name: string): Promise<Secret | undefined> {
    return this.secrets.read(user, name);
  }

  putSecret(user: string, name: string, value: Uint8Array, expected?: number): Promise<boolean> {
    return this.secrets.put(user, name, value, expected);
  }

  dropSecret(user: string, name: string): Promise<void> {
    return this.secrets.drop(user, name);
  }

  /** Secrets and logins alike name their user; the key does not. */
  dropSecrets(user: string): Promise<void> {
    return this.secrets.dropAll(user);
  }

  reserveLogin(login: string, user: string): Promise<string> {
    return this.logins.reserve(login, user);
  }

  userOfLogin(login: string): Promise<string | undefined> {
    return this.logins.holder(login);
  }

  releaseLogin(login: string, user: string): Promise<void> {
    return this.logins.release(login, user);
  }

  entries(): AsyncIterable<KeyEntry> {
    return allEntries(this.store, this.wrapping);
  }

  putBack(entry: KeyEntry): Promise<void> {
    return putEntry(this.store, entry);
  }

  onDestroyed(listener: (user: string) => void): void {
    this.destructions.onDestroyed(listener);
  }

  onMissed(listener: () => void): void {
    this.destructions.onMissed(listener);
  }

  close(): Promise<void> {
    this.destructions.close();
    return Promise.resolve();
  }

  private get keys(): Collection<StoredKey> {
    return this.store.collection<StoredKey>(KEYS);
  }

  private answered<T>(work: () => Promise<T>): Promise<T> {
    return this.store.answered(work);
  }
}
