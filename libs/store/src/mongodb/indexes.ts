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

/** Makes the indexes that are missing; throws `StoreRefused` where one of ours is another, or one deletes. */
export async function ensureIndexes(store: MongoStore): Promise<void> {
  for (const [name, wanted] of Object.entries(WANTED)) {
    const collection = store.collection(name);
    await collection
      .createIndexes(wanted.map((index) => ({ name: index.name, key: { ...index.key } })))
      .catch((error: unknown) => {
        if (!isOther(error)) throw error;
      });
    const there: readonly FoundIndex[] = await collection.indexes();
    requireNothingExpires(store, name, there);
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

interface FoundIndex extends Readonly<Record<string, unknown>> {
  readonly name?: string;
}

const NONE: FoundIndex = {};

/** An index that has one of these does not find all that a user has, or keeps it from being stored. */
const NARROWING = ['unique', 'sparse', 'partialFilterExpression', 'hidden', 'collation'] as const;

function compare(
  store: MongoStore,
  collection: string,
  wanted: WantedIndex,
  there: readonly FoundIndex[],
): void {
  const hasKeys = ({ key }: FoundIndex): boolean =>
    JSON.stringify(key) === JSON.stringify(wanted.key);
  const found = there.find(({ name }) => name === wanted.name) ?? there.find(hasKeys) ?? NONE;
  const isSame =
    found.name === wanted.name &&
    hasKeys(found) &&
    NARROWING.every((option) => found[option] === undefined || found[option] === false);
  if (isSame) return;
  const name = found.name ?? wanted.name;
  throw new StoreRefused(
    `${store.shown}: the index ${name} of ${collection} is ${JSON.stringify(found)}, wanted is ` +
      `${wanted.name} of ${JSON.stringify(wanted.key)} alone: drop it ${dropping(collection, name)} ` +
      'and start again, it is made anew',
  );
}

/** Whatever its name: nothing that is kept may go by itself. */
function requireNothingExpires(
  store: MongoStore,
  collection: string,
  there: readonly FoundIndex[],
): void {
  const found = there.find(({ expireAfterSeconds }) => expireAfterSeconds !== undefined);
  if (found === undefined) return;
  const name = found.name ?? '';
  throw new StoreRefused(
    `${store.shown}: the index ${name} of ${collection} deletes documents when they are ` +
      `${String(found['expireAfterSeconds'])} s old: drop it ${dropping(collection, name)} and start ` +
      'again; what is gone already comes back from a backup only',
  );
}

const dropping = (collection: string, index: string): string =>
  `(db.${collection}.dropIndex("${index}"))`;
