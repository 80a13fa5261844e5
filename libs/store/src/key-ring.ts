import { KeyMissing, type KeyRing, KeysAway, type UserKey } from '@liaison/bus';
import { StoreAway } from './errors.js';
import type { KeyStore } from './key-store.js';

/** Keys kept at hand, about 200 bytes each; the one that was asked for longest ago goes first. */
const CACHED_MAX = 50_000;

/**
 * The keys boxes are sealed with, read once and kept. A key that was destroyed is dropped when that is
 * announced, everything when announcements may have been missed (the connection was lost).
 */
export class CachedKeyRing implements KeyRing {
  private readonly keys = new Map<string, UserKey | 'erased'>();
  private readonly reading = new Map<string, Promise<UserKey | 'erased'>>();

  constructor(
    private readonly store: KeyStore,
    private readonly cachedMax = CACHED_MAX,
  ) {
    store.onDestroyed((user) => {
      this.keys.delete(user);
      this.reading.delete(user);
    });
    store.onMissed(() => {
      this.keys.clear();
      this.reading.clear();
    });
  }

  keyOf(user: string): Promise<UserKey | 'erased'> {
    const key = this.cached(user);
    if (key !== undefined) return Promise.resolve(key);
    const begun = this.reading.get(user);
    if (begun !== undefined) return begun;
    const reading = this.read(user);
    this.reading.set(user, reading);
    return this.settle(user, reading);
  }

  cached(user: string): UserKey | 'erased' | undefined {
    const key = this.keys.get(user);
    if (key === undefined) return undefined;
    this.keys.delete(user);
    this.keys.set(user, key);
    return key;
  }

  /** Keeps what was read, unless the key was destroyed while it was being read. */
  private async settle(
    user: string,
    reading: Promise<UserKey | 'erased'>,
  ): Promise<UserKey | 'erased'> {
    const stillMine = (): boolean => this.reading.get(user) === reading;
    try {
      const key = await reading;
      if (stillMine()) this.keep(user, key);
      return key;
    } finally {
      if (stillMine()) this.reading.delete(user);
    }
  }

  private keep(user: string, key: UserKey | 'erased'): void {
    this.keys.set(user, key);
    if (this.keys.size <= this.cachedMax) return;
    for (const oldest of this.keys.keys()) {
      this.keys.delete(oldest);
      return;
    }
  }

  private async read(user: string): Promise<UserKey | 'erased'> {
    const key = await this.find(user);
    if (key !== undefined) return key;
    throw new KeyMissing(
      `user ${user} has neither a key nor a tombstone: an erasure was interrupted, or KeyStore has ` +
        'lost the key; repeat the erasure, or restore KeyStore from its backup',
    );
  }

  private async find(user: string): Promise<UserKey | 'erased' | undefined> {
    try {
      return await this.store.key(user);
    } catch (cause) {
      if (!(cause instanceof StoreAway)) throw cause;
      throw new KeysAway(`the key of ${user} cannot be read: ${cause.message}`, { cause });
    }
  }
}
