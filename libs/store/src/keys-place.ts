import type { Bucket } from './jetstream/bucket.js';
import { CHECK } from './names.js';

/** Before the name of keys that lie in a database. No wrapped value begins so. */
const ELSEWHERE = 'mongodb ';

/**
 * Where the keys of a log lie, as the log's own engine says: in its bucket KEYS, or in a database
 * under a name. One place for ever: whoever was first has decided.
 */
export class KeysPlace {
  constructor(private readonly bucket: Bucket) {}

  /** The name of the keys in a database, `engine`, or nothing yet. */
  async read(): Promise<string | undefined> {
    const entry = await this.bucket.last(CHECK);
    return entry === undefined ? undefined : placeIn(entry.value);
  }

  /** Says that they lie in a database; answers where they do. */
  async claim(keys: string): Promise<string | undefined> {
    await this.bucket.put(CHECK, Buffer.from(`${ELSEWHERE}${keys}`), 0);
    return this.read();
  }
}

/** What the value under `check` says. */
export function placeIn(value: Uint8Array): string {
  const text = Buffer.from(value).toString('latin1');
  return text.startsWith(ELSEWHERE) ? text.slice(ELSEWHERE.length) : 'engine';
}
