import { randomInt } from 'node:crypto';
import { Binary, type Collection } from 'mongodb';
import { Contention } from '@liaison/bus';
import type { Secret } from '../key-store.js';
import { ownerOfSecrets, secretOf } from '../names.js';
import type { Wrapping } from '../wrapping.js';
import { unlessTaken } from './away.js';
import type { MongoStore } from './client.js';
import { KEYS } from './collections.js';
import { type StoredKey, valueOf } from './stored-key.js';
import { VERSIONS } from './versions.js';

const ATTEMPTS_MAX = 12;

/** Secrets, wrapped, under `secret.<user>.<name>`. */
export class Secrets {
  constructor(
    private readonly store: MongoStore,
    private readonly wrapping: Wrapping,
  ) {}

  async read(user: string, name: string): Promise<Secret | undefined> {
    const found = await this.found(secretOf(user, name));
    if (found === undefined) return undefined;
    return {
      value: this.wrapping.unwrap(found._id, valueOf(found)),
      version: found.version ?? 0,
    };
  }

  async put(user: string, name: string, value: Uint8Array, expected?: number): Promise<boolean> {
    const _id = secretOf(user, name);
    const wrapped = new Binary(this.wrapping.wrap(_id, value));
    const secret = { _id, user, version: randomInt(1, VERSIONS), value: wrapped };
    if (expected === undefined) return this.replaceAny(secret);
    if (await this.replace(secret, expected)) return true;
    // An answer that was lost is not somebody else's write.
    return (await this.found(_id))?.version === secret.version;
  }

  async drop(user: string, name: string): Promise<void> {
    const _id = secretOf(user, name);
    await this.answered(() => this.keys.deleteOne({ _id }));
  }

  async dropAll(user: string): Promise<void> {
    const owner = ownerOfSecrets(user);
    await this.answered(() => this.keys.deleteMany({ user: owner }));
  }

  private async replaceAny(secret: StoredKey): Promise<boolean> {
    const { _id, ...change } = secret;
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const isStored = await this.answered(() =>
        this.keys.updateOne({ _id }, { $set: change }, { upsert: true }),
      ).then(() => true, unlessTaken);
      if (isStored) return true;
    }
    throw new Contention(`${_id} is written by too many at once`);
  }

  private replace(secret: StoredKey, expected: number): Promise<boolean> {
    if (expected === 0) {
      return this.answered(() => this.keys.insertOne(secret)).then(() => true, unlessTaken);
    }
    const { _id, ...change } = secret;
    const filter = { _id, version: expected };
    return this.answered(() => this.keys.updateOne(filter, { $set: change })).then(
      ({ matchedCount }) => matchedCount === 1,
    );
  }

  private async found(_id: string): Promise<StoredKey | undefined> {
    return (await this.answered(() => this.keys.findOne({ _id }))) ?? undefined;
  }

  private get keys(): Collection<StoredKey> {
    return this.store.collection<StoredKey>(KEYS);
  }

  private answered<T>(work: () => Promise<T>): Promise<T> {
    return this.store.answered(work);
  }
}
