import { Binary, type Collection } from 'mongodb';
import { Contention } from '@liaison/bus';
import { normalisedLogin } from '../login.js';
import { loginOf, userId } from '../names.js';
import type { Wrapping } from '../wrapping.js';
import { unlessTaken } from './away.js';
import type { MongoStore } from './client.js';
import { KEYS } from './collections.js';
import { type StoredKey, valueOf } from './stored-key.js';

const ATTEMPTS_MAX = 12;

/** Who holds which login, under `login.<fingerprint>`; who it is, is believed only where it opens. */
export class Logins {
  constructor(
    private readonly store: MongoStore,
    private readonly wrapping: Wrapping,
  ) {}

  async holder(login: string): Promise<string | undefined> {
    const _id = this.place(login);
    const found = await this.answered(() => this.keys.findOne({ _id }));
    if (found === null) return undefined;
    return Buffer.from(this.wrapping.unwrap(_id, valueOf(found))).toString();
  }

  async reserve(login: string, user: string): Promise<string> {
    const _id = this.place(login);
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const holder = await this.holder(login);
      if (holder !== undefined) return holder;
      const value = new Binary(this.wrapping.wrap(_id, Buffer.from(user)));
      const held = { _id, user: userId(user), value };
      await this.answered(() => this.keys.insertOne(held)).catch(unlessTaken);
    }
    throw new Contention('a login is reserved and released by too many at once');
  }

  async release(login: string, user: string): Promise<void> {
    const _id = this.place(login);
    await this.answered(() => this.keys.deleteOne({ _id, user: userId(user) }));
  }

  private place(login: string): string {
    return loginOf(this.wrapping.fingerprint(normalisedLogin(login)));
  }

  private get keys(): Collection<StoredKey> {
    return this.store.collection<StoredKey>(KEYS);
  }

  private answered<T>(work: () => Promise<T>): Promise<T> {
    return this.store.answered(work);
  }
}
