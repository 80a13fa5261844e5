import { Binary, type Collection, type Db } from 'mongodb';
import { inDatabase } from './mongodb.js';
import type { StoreInHand, StoredRow } from './store.js';

interface RowDocument {
  readonly _id: string;
  readonly seq: number;
  readonly state?: Binary;
}
interface KeyDocument {
  readonly _id: string;
  readonly value?: Binary;
  readonly erased?: true;
  readonly user?: string;
}
interface MarkDocument {
  readonly _id: string;
}

const ROWS = 'rows.';
/** How far rows are stored. */
const MARKS = 'rows.marks';
/** What tells whether the master key is the right one. */
const CHECK = 'check';

/** In the collections of a database. */
export class StoreInMongodb implements StoreInHand {
  constructor(private readonly url: string) {}

  rows(head = ''): Promise<Map<string, StoredRow>> {
    return inDatabase(this.url, async (database) => {
      const rows = new Map<string, StoredRow>();
      for (const collection of await rowCollections(database)) {
        const whose = collection.collectionName.slice(ROWS.length);
        for (const { _id, seq, state } of await collection.find().toArray()) {
          const place = `${whose}.${_id}`;
          if (place.startsWith(head)) rows.set(place, { seq, state: textOf(state) });
        }
      }
      return rows;
    });
  }

  keys(user?: string): Promise<Map<string, Buffer>> {
    return inDatabase(this.url, async (database) => {
      const all = await database.collection<KeyDocument>('keys').find().toArray();
      const keys = all.filter(({ _id }) => _id !== CHECK);
      const wanted = keys.filter((key) => user === undefined || isOf(key, user));
      return new Map(wanted.map((key) => [key._id, bytesOf(key)]));
    });
  }

  changeRow(place: string, change: (state: string) => string): Promise<void> {
    const [collection, _id] = partsOf(place);
    return inDatabase(this.url, async (database) => {
      const rows = database.collection<RowDocument>(collection);
      const row = await rows.findOne({ _id });
      if (row === null) throw new Error(`there is no row ${place}`);
      const state = new Binary(Buffer.from(change(textOf(row.state))));
      await rows.updateOne({ _id }, { $set: { state } });
    });
  }

  addRow(place: string, state: string): Promise<void> {
    const [collection, _id] = partsOf(place);
    return inDatabase(this.url, async (database) => {
      const row = { _id, seq: 1, state: new Binary(Buffer.from(state)) };
      await database.collection<RowDocument>(collection).insertOne(row);
    });
  }

  removeRow(place: string): Promise<void> {
    const [collection, _id] = partsOf(place);
    return inDatabase(this.url, async (database) => {
      await database.collection<RowDocument>(collection).deleteOne({ _id });
    });
  }

  dropRows(projection: string): Promise<void> {
    return inDatabase(this.url, async (database) => {
      const marks = beginning(`mark.${projection}.`);
      await database.collection<MarkDocument>(MARKS).deleteMany(marks);
      for (const collection of await rowCollections(database)) {
        if (collection.collectionName.startsWith(`${ROWS}${projection}.`)) await collection.drop();
      }
    });
  }

  texts(): Promise<readonly (readonly [string, string])[]> {
    return inDatabase(this.url, async (database) => {
      const found: (readonly [string, string])[] = [];
      for (const collection of await database.collections()) {
        for await (const document of collection.find()) {
          found.push([collection.collectionName, textsIn(document).join('\n')]);
        }
      }
      return found;
    });
  }
}

/** All with rows: `rows.availability.3`. */
async function rowCollections(database: Db): Promise<readonly Collection<RowDocument>[]> {
  const all = await database.listCollections({}, { nameOnly: true }).toArray();
  const names = all.map(({ name }) => name).filter((name) => name !== MARKS);
  return names
    .filter((name) => name.startsWith(ROWS))
    .map((name) => database.collection<RowDocument>(name));
}

/** The collection of a row, and its id there. */
function partsOf(place: string): readonly [string, string] {
  const [projection, partition, ...key] = place.split('.');
  return [`${ROWS}${projection}.${partition}`, key.join('.')];
}

/** Names that begin so. */
function beginning(head: string): { readonly _id: { $gte: string; $lt: string } } {
  return { _id: { $gte: head, $lt: `${head}\u{10FFFF}` } };
}

function isOf({ _id, user }: KeyDocument, wanted: string): boolean {
  return user === wanted || _id.split('.').includes(wanted);
}

function bytesOf({ erased, value }: KeyDocument): Buffer {
  return erased === true ? Buffer.from('erased') : Buffer.from(value?.value() ?? []);
}

const textOf = (bytes: Binary | undefined): string =>
  bytes === undefined ? '' : Buffer.from(bytes.value()).toString();

/** Every name and value of a document. */
function textsIn(value: unknown): readonly string[] {
  if (value instanceof Binary) return [textOf(value)];
  if (typeof value !== 'object' || value === null) return [String(value)];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...textsIn(inner)]);
}
