import { Binary } from 'mongodb';
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

/** What tells whether the master key is the right one. */
const CHECK = 'check';

/** In the collections of a database. */
export class StoreInMongodb implements StoreInHand {
  constructor(private readonly url: string) {}

  rows(head = ''): Promise<Map<string, StoredRow>> {
    return inDatabase(this.url, async (database) => {
      const found = await database.collection<RowDocument>('rows').find(beginning(head)).toArray();
      return new Map(found.map(({ _id, seq, state }) => [_id, { seq, state: textOf(state) }]));
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
    return inDatabase(this.url, async (database) => {
      const rows = database.collection<RowDocument>('rows');
      const row = await rows.findOne({ _id: place });
      if (row === null) throw new Error(`there is no row ${place}`);
      const state = new Binary(Buffer.from(change(textOf(row.state))));
      await rows.updateOne({ _id: place }, { $set: { state } });
    });
  }

  removeRow(place: string): Promise<void> {
    return inDatabase(this.url, async (database) => {
      await database.collection<RowDocument>('rows').deleteOne({ _id: place });
    });
  }

  dropRows(projection: string): Promise<void> {
    return inDatabase(this.url, async (database) => {
      const marks = beginning(`mark.${projection}.`);
      await database.collection<MarkDocument>('marks').deleteMany(marks);
      await database.collection<RowDocument>('rows').deleteMany(beginning(`${projection}.`));
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
