import { StoreRefused } from '../errors.js';
import type { MongoStore } from './client.js';
import { KEYS } from './collections.js';

/** An index as it is wanted; whatever else there is belongs to the operator and stays. */
interface WantedIndex {
  readonly name: string;
  readonly key: Readonly<Record<string, 1 | -1>>;
}

/**
 * All that a user has in KEYS is found by the user. Rows and marks are read by `_id`, or all of them:
 * each further index would be written with every row.
 */
const WANTED: Readonly<Record<string, readonly WantedIndex[]>> = {
  [KEYS]: [{ name: 'user', key: { user: 1 } }],
};

/** Makes the indexes that are missing; throws `StoreRefused` where one of ours is another. */
export async function ensureIndexes(store: MongoStore): Promise<void> {
  for (const [name, wanted] of Object.entries(WANTED)) {
    const collection = store.collection(name);
    await collection
      .createIndexes(wanted.map((index) => ({ name: index.name, key: { ...index.key } })))
      .catch((error: unknown) => {
        if (!isOther(error)) throw error;
      });
    const there = await collection.indexes();
    for (const index of wanted) compare(store, name, index, there);
  }
}

const OTHER_OPTIONS = 85;
const OTHER_KEYS = 86;

/** There is an index of that name already: what differs is said by who compares. */
function isOther(error: unknown): boolean {
  const code = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return code === OTHER_OPTIONS || code === OTHER_KEYS;
}

interface FoundIndex {
  readonly name?: string;
  readonly key: unknown;
  readonly unique?: boolean;
  readonly sparse?: boolean;
  readonly partialFilterExpression?: unknown;
  readonly expireAfterSeconds?: number;
}

function compare(
  store: MongoStore,
  collection: string,
  wanted: WantedIndex,
  there: readonly FoundIndex[],
): void {
  const found = there.find(({ name }) => name === wanted.name);
  const isSame =
    found !== undefined &&
    JSON.stringify(found.key) === JSON.stringify(wanted.key) &&
    found.unique !== true &&
    found.sparse !== true &&
    found.partialFilterExpression === undefined &&
    found.expireAfterSeconds === undefined;
  if (isSame) return;
  throw new StoreRefused(
    `${store.shown}: the index ${wanted.name} of ${collection} is ${JSON.stringify(found ?? null)}, ` +
      `wanted is ${JSON.stringify(wanted.key)}: drop it ` +
      `(db.${collection}.dropIndex("${wanted.name}")) and start again, it is made anew`,
  );
}
