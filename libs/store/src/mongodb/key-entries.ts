import { randomInt } from 'node:crypto';
import { Binary } from 'mongodb';
import { entryAt, erasedIn, isLogin, tombstoneOf } from '../kept-entries.js';
import type { KeyEntry } from '../key-store.js';
import { keyOfUser, userId } from '../names.js';
import type { Wrapping } from '../wrapping.js';
import type { MongoStore } from './client.js';
import { KEYS } from './collections.js';
import { type StoredKey, valueOf } from './stored-key.js';
import { VERSIONS } from './versions.js';

/** Documents read at a time. */
const PAGE = 1_000;

/** Everything in the collection, by its ids: what is replaced meanwhile keeps its own. */
export async function* allEntries(store: MongoStore, wrapping: Wrapping): AsyncIterable<KeyEntry> {
  for (let after = ''; ;) {
    const filter = { _id: { $gt: after } };
    const page = await store.answered(() =>
      store.collection<StoredKey>(KEYS).find(filter).sort({ _id: 1 }).limit(PAGE).toArray(),
    );
    for (const document of page) {
      const entry = entryOf(wrapping, document);
      if (entry !== undefined) yield entry;
    }
    const last = page.at(-1);
    if (last === undefined) return;
    after = last._id;
  }
}

function entryOf(wrapping: Wrapping, document: StoredKey): KeyEntry | undefined {
  const { _id, erased } = document;
  if (erased === true) return tombstoneOf(_id.slice(keyOfUser('x').length - 1));
  return entryAt(wrapping, _id, valueOf(document));
}

/** Keeps an entry over whatever is there. */
export async function putEntry(store: MongoStore, entry: KeyEntry): Promise<void> {
  const { place: _id, value, user } = entry;
  const documents = store.collection<StoredKey>(KEYS);
  await store.answered(() =>
    documents.replaceOne({ _id }, documentOf(entry, new Binary(value), user), { upsert: true }),
  );
}

function documentOf(entry: KeyEntry, value: Binary, user: string): Omit<StoredKey, '_id'> {
  if (erasedIn(entry) !== undefined) return { erased: true };
  if (isLogin(entry)) return { user: userId(user), value };
  if (entry.place === `key.${user}`) return { value };
  return { user, version: randomInt(1, VERSIONS), value };
}
