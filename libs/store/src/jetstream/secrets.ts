import { Contention } from '@liaison/bus';
import { StoreAway } from '../errors.js';
import type { Secret } from '../key-store.js';
import type { Bucket } from './bucket.js';
import { destroyAll } from './destroying.js';
import { secretOf, secretsOf } from '../names.js';
import type { Wrapping } from '../wrapping.js';

const ATTEMPTS_MAX = 12;

/** Secrets, wrapped, under `secret.<user>.<name>`; a version is the bucket's revision. */
export class Secrets {
  constructor(
    private readonly bucket: Bucket,
    private readonly wrapping: Wrapping,
  ) {}

  async read(user: string, name: string): Promise<Secret | undefined> {
    const entry = await this.bucket.last(secretOf(user, name));
    if (entry === undefined) return undefined;
    return { value: this.wrapping.unwrap(entry.key, entry.value), version: entry.revision };
  }

  /** Stores if the newest version is `expected`; the one replaced is destroyed. */
  async put(place: string, value: Uint8Array, expected: number): Promise<boolean> {
    const stored = await this.bucket.put(place, this.wrapping.wrap(place, value), expected);
    if (stored === 'conflict') return false;
    if (expected > 0) await this.bucket.destroy(expected).catch(leftForLater);
    return true;
  }

  /** Stores over whatever is there. */
  async replace(place: string, value: Uint8Array): Promise<boolean> {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const there = await this.bucket.last(place);
      if (await this.put(place, value, there?.revision ?? 0)) return true;
    }
    throw new Contention(`${place} is written by too many at once`);
  }

  drop(user: string, name: string): Promise<void> {
    return destroyAll(this.bucket, secretOf(user, name));
  }

  dropAll(user: string): Promise<void> {
    return destroyAll(this.bucket, secretsOf(user));
  }
}

/** The new version is stored; the old one, still there, goes with the secret at the latest. */
function leftForLater(error: unknown): void {
  if (!(error instanceof StoreAway)) throw error;
}
