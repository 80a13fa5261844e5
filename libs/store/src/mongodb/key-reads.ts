import type { MongoStore } from './client.js';
import { KEYS } from './collections.js';
import type { StoredKey } from './stored-key.js';

/** Documents of one read. */
const READ_MAX = 256;

interface Wish {
  readonly _id: string;
  resolve(found: StoredKey | undefined): void;
  reject(error: unknown): void;
}

/**
 * Reads documents of `keys` by their ids. Those asked for while one read is under way go together in
 * the next: many users' keys are wanted at once where a log is folded anew.
 */
export class KeyReads {
  private waiting: Wish[] = [];
  private isReading = false;

  constructor(private readonly store: MongoStore) {}

  /** Throws what the store throws. */
  one(_id: string): Promise<StoredKey | undefined> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ _id, resolve, reject });
      if (!this.isReading) void this.readAll();
    });
  }

  private async readAll(): Promise<void> {
    this.isReading = true;
    try {
      while (this.waiting.length > 0) await this.readSome(this.waiting.splice(0, READ_MAX));
    } finally {
      this.isReading = false;
    }
  }

  private async readSome(wishes: readonly Wish[]): Promise<void> {
    try {
      const _id = { $in: [...new Set(wishes.map((wish) => wish._id))] };
      const keys = this.store.collection<StoredKey>(KEYS);
      const found = await this.store.answered(() => keys.find({ _id }).toArray());
      const byId = new Map(found.map((document) => [document._id, document]));
      for (const wish of wishes) wish.resolve(byId.get(wish._id));
    } catch (error) {
      for (const wish of wishes) wish.reject(error);
    }
  }
}
