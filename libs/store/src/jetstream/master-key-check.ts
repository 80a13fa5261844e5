import { StoreDamaged, StoreRefused, WrongMasterKey } from '../errors.js';
import { placeIn } from '../keys-place.js';
import type { Bucket } from './bucket.js';
import { CHECK } from '../names.js';
import type { Wrapping } from '../wrapping.js';

const SAYS = Buffer.from('the master key is the right one');

/**
 * Keeps a value only the first master key opens. Throws `WrongMasterKey` where this one does not,
 * `StoreRefused` where the keys of this log lie elsewhere.
 */
export async function checkMasterKey(bucket: Bucket, wrapping: Wrapping): Promise<void> {
  if ((await bucket.last(CHECK)) === undefined) {
    // Where another process was first, its value is read below.
    await bucket.put(CHECK, wrapping.wrap(CHECK, SAYS), 0);
  }
  const entry = await bucket.last(CHECK);
  if (entry !== undefined && placeIn(entry.value) !== 'engine') {
    throw new StoreRefused(
      "the users' keys of this log lie in a MongoDB: name it in LIAISON_MONGODB_URL (`npm start -- " +
        '--mongodb URL`), or begin a new log',
    );
  }
  try {
    wrapping.unwrap(CHECK, entry?.value ?? new Uint8Array());
  } catch (cause) {
    if (!(cause instanceof StoreDamaged)) throw cause;
    throw new WrongMasterKey(
      'the master key is not the one the stored keys were wrapped with; set LIAISON_MASTER_KEY_FILE ' +
        'to the file that was used when this log was created. Without it nothing sealed can be read',
      { cause },
    );
  }
}
