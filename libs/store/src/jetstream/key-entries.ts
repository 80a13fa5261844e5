import { Contention } from '@liaison/bus';
import { entryAt, fingerprintOf, isLogin } from '../kept-entries.js';
import type { KeyEntry } from '../key-store.js';
import { heldBy } from '../names.js';
import type { Wrapping } from '../wrapping.js';
import type { Bucket } from './bucket.js';

const EVERYTHING = '>';
const ATTEMPTS_MAX = 12;

/**
 * Everything in a bucket. What is replaced while it is read has a higher revision and is read later: so
 * it is read on until nothing is newer.
 */
export async function* allEntries(bucket: Bucket, wrapping: Wrapping): AsyncIterable<KeyEntry> {
  let from = 1;
  for (let isMore = true; isMore;) {
    isMore = false;
    for await (const { key, value, revision } of bucket.scan(EVERYTHING, from)) {
      isMore = true;
      from = revision + 1;
      const entry = entryAt(wrapping, key, value);
      if (entry !== undefined) yield entry;
    }
  }
}

/** Keeps an entry; of a login, first that its user holds it. */
export async function putEntry(bucket: Bucket, entry: KeyEntry): Promise<void> {
  const { place, value, user } = entry;
  if (isLogin(entry)) await putOver(bucket, heldBy(user, fingerprintOf(entry)), Buffer.of(1));
  await putOver(bucket, place, value);
}

/** Stores a value over whatever is at its place, and destroys that. */
async function putOver(bucket: Bucket, place: string, value: Uint8Array): Promise<void> {
  let expected = 0;
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    if ((await bucket.put(place, value, expected)) !== 'conflict') {
      if (expected > 0) await bucket.destroy(expected);
      return;
    }
    expected = (await bucket.last(place))?.revision ?? 0;
  }
  throw new Contention(`${place} is written by too many at once`);
}
