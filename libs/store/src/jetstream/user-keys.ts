import { randomBytes } from 'node:crypto';
import { Contention, type UserKey } from '@liaison/bus';
import type { Bucket, Entry } from './bucket.js';
import { destroyAll } from './destroying.js';
import { keyOfUser } from '../names.js';
import type { Wrapping } from '../wrapping.js';

const KEY_BYTES = 32;
/** A user has one key for ever; boxes name it so. */
const KEY_ID = '1';
const ATTEMPTS_MAX = 12;
const TOMBSTONE = Buffer.from('erased');

/** Users' keys, wrapped, under `key.<user>`. */
export class UserKeys {
  constructor(
    private readonly bucket: Bucket,
    private readonly wrapping: Wrapping,
  ) {}

  async read(user: string): Promise<UserKey | 'erased' | undefined> {
    const entry = await this.bucket.last(keyOfUser(user));
    return entry === undefined ? undefined : this.open(entry);
  }

  async create(user: string): Promise<UserKey | 'erased'> {
    const place = keyOfUser(user);
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const there = await this.read(user);
      if (there !== undefined) return there;
      const bytes = randomBytes(KEY_BYTES);
      const put = await this.bucket.put(place, this.wrapping.wrap(place, bytes), 0);
      if (put !== 'conflict') return { id: KEY_ID, bytes };
    }
    throw new Contention(`the key of ${user} is made and destroyed by too many at once`);
  }

  /**
   * Destroys the stored bytes, then puts the tombstone; a crash in between leaves neither, which
   * stops who needs the key until this is called again.
   */
  async destroy(user: string): Promise<void> {
    const place = keyOfUser(user);
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const entry = await this.bucket.last(place);
      if (entry !== undefined && isTombstone(entry)) return;
      await destroyAll(this.bucket, place);
      if ((await this.bucket.put(place, TOMBSTONE, 0)) !== 'conflict') return;
    }
    throw new Contention(`the key of ${user} is made and destroyed by too many at once`);
  }

  private open(entry: Entry): UserKey | 'erased' {
    if (isTombstone(entry)) return 'erased';
    return { id: KEY_ID, bytes: this.wrapping.unwrap(entry.key, entry.value) };
  }
}

function isTombstone({ value }: Entry): boolean {
  return TOMBSTONE.equals(value);
}
