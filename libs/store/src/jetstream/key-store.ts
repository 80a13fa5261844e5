import type { Bus, UserKey } from '@liaison/bus';
import { Destructions } from '../destructions.js';
import type { KeyEntry, KeyStore, Secret } from '../key-store.js';
import { Bucket } from './bucket.js';
import { allEntries, putEntry } from './key-entries.js';
import { Logins } from './logins.js';
import { checkMasterKey } from './master-key-check.js';
import { secretOf } from '../names.js';
import { Secrets } from './secrets.js';
import { UserKeys } from './user-keys.js';
import { Wrapping } from '../wrapping.js';

type KeyBus = Pick<Bus, 'nc' | 'jsm' | 'requests' | 'subjects' | 'onChange'>;

/** Keys, secrets and logins in the engine's bucket KEYS; what is destroyed is overwritten there. */
export class JetStreamKeyStore implements KeyStore {
  private readonly keys: UserKeys;
  private readonly secrets: Secrets;
  private readonly logins: Logins;
  private readonly destructions: Destructions;

  private constructor(
    bus: KeyBus,
    private readonly bucket: Bucket,
    private readonly wrapping: Wrapping,
  ) {
    this.keys = new UserKeys(bucket, wrapping);
    this.secrets = new Secrets(bucket, wrapping);
    this.logins = new Logins(bucket, wrapping);
    this.destructions = new Destructions(bus);
  }

  /** `masterKey`: 32 bytes. Throws `WrongMasterKey` or `StoreAway`. */
  static async open(bus: KeyBus, masterKey: Uint8Array): Promise<JetStreamKeyStore> {
    const wrapping = new Wrapping(masterKey);
    const bucket = new Bucket(bus, 'KEYS');
    await checkMasterKey(bucket, wrapping);
    return new JetStreamKeyStore(bus, bucket, wrapping);
  }

  key(user: string): Promise<UserKey | 'erased' | undefined> {
    return this.keys.read(user);
  }

  createKey(user: string): Promise<UserKey | 'erased'> {
    return this.keys.create(user);
  }

  async destroyKey(user: string): Promise<void> {
    await this.keys.destroy(user);
    this.destructions.announce(user);
  }

  secret(user: string, name: string): Promise<Secret | undefined> {
    return this.secrets.read(user, name);
  }

  async putSecret(
    user: string,
    name: string,
    value: Uint8Array,
    expected?: number,
  ): Promise<boolean> {
    const place = secretOf(user, name);
    if (expected === undefined) return this.secrets.replace(place, value);
    return this.secrets.put(place, value, expected);
  }

  dropSecret(user: string, name: string): Promise<void> {
    return this.secrets.drop(user, name);
  }

  async dropSecrets(user: string): Promise<void> {
    await this.secrets.dropAll(user);
    await this.logins.releaseAll(user);
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
    return allEntries(this.bucket, this.wrapping);
  }

  putBack(entry: KeyEntry): Promise<void> {
    return putEntry(this.bucket, entry);
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
}
