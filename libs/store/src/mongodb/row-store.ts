import { type AnyBulkWriteOperation, Binary, type Collection, MongoBulkWriteError } from 'mongodb';
import { Contention } from '@liaison/bus';
import { rowId } from '../names.js';
import { type Mark, type Marked, type Row, type RowStore, requireFits } from '../row-store.js';
import type { MongoStore, Named } from './client.js';
import { rowsCollection } from './collections.js';
import { Marks } from './marks.js';

const DUPLICATE = 11_000;
/** So often rows are tried again because somebody else made them in between. */
const ATTEMPTS_MAX = 12;
/** Rows of one command: one that is longer on its way than a silence may be would be taken for one. */
const BULK_ROWS = 256;
/** Rows read at once. */
const BATCH_ROWS = 1_000;

/** A row as it lies in the database; without a state: what an erasure left. */
interface StoredRow extends Named {
  readonly seq: number;
  readonly state?: Binary;
}

/**
 * Rows of a projection's partition in a collection of their own, each under its key: all of them are
 * read without looking at others', and dropped at once.
 */
export class MongoRowStore implements RowStore {
  readonly where: string;
  private readonly marks: Marks;

  constructor(private readonly store: MongoStore) {
    this.where = store.shown;
    this.marks = new Marks(store);
  }

  async *load(projection: string, partition: number): AsyncIterable<Row> {
    const rows = this.rowsOf(projection, partition).find(WITH_STATE, { batchSize: BATCH_ROWS });
    try {
      for (;;) {
        const found = await this.answered(() => rows.next());
        if (found === null) return;
        const row = rowIn(found);
        if (row !== undefined) yield row;
      }
    } finally {
      await rows.close();
    }
  }

  async read(projection: string, partition: number, key: string): Promise<Row | undefined> {
    const rows = this.rowsOf(projection, partition);
    const found = await this.answered(() => rows.findOne({ _id: rowId(key) }));
    return found === null ? undefined : rowIn(found);
  }

  async page(
    projection: string,
    partition: number,
    after: string,
    max: number,
  ): Promise<readonly Row[]> {
    const rows = this.rowsOf(projection, partition);
    const filter = { ...WITH_STATE, _id: { $gt: after, $regex: ONE_TOKEN } };
    const found = await this.answered(() =>
      rows.find(filter, { sort: { _id: 1 }, limit: max }).toArray(),
    );
    return found.flatMap((row) => rowIn(row) ?? []);
  }

  async save(
    projection: string,
    partition: number,
    rows: readonly Row[],
  ): Promise<{ readonly stale: readonly string[] }> {
    for (const row of rows) requireFits(row);
    const into = this.rowsOf(projection, partition);
    const stale: string[] = [];
    for (let from = 0; from < rows.length; from += BULK_ROWS) {
      const some = newestOf(rows.slice(from, from + BULK_ROWS), stale);
      await this.saveSome(into, some, stale);
    }
    return { stale };
  }

  async erase(projection: string, partition: number, key: string, upTo: number): Promise<void> {
    const rows = this.rowsOf(projection, partition);
    const gone = { $unset: { state: '' as const } };
    await this.answered(() => rows.updateOne({ _id: rowId(key), seq: { $lte: upTo } }, gone));
  }

  async drop(projection: string, partition: number): Promise<void> {
    await this.marks.drop(projection, partition);
    await this.answered(() => this.rowsOf(projection, partition).drop());
  }

  mark(projection: string, partition: number): Promise<Marked | undefined> {
    return this.marks.read(projection, partition);
  }

  putMark(
    projection: string,
    partition: number,
    mark: Mark,
    expected: number,
  ): Promise<number | 'conflict'> {
    return this.marks.put(projection, partition, mark, expected);
  }

  private async saveSome(
    into: Collection<StoredRow>,
    rows: ReadonlyMap<string, Row>,
    stale: string[],
  ): Promise<void> {
    let left = rows;
    for (let attempt = 0; left.size > 0; attempt++) {
      if (attempt >= ATTEMPTS_MAX) throw new Contention('rows are written by too many at once');
      const now = left;
      const make = attempt === 0 ? firstWrite : upsert;
      const refused = await this.answered(() => saveAll(into, now, make));
      left = await this.judged(into, refused, stale);
    }
  }

  /**
   * Of rows whose names are taken: those stored already are saved, those older than what is stored
   * are stale, and those newer were made by two at once; these are answered.
   */
  private async judged(
    into: Collection<StoredRow>,
    refused: ReadonlyMap<string, Row>,
    stale: string[],
  ): Promise<Map<string, Row>> {
    if (refused.size === 0) return new Map();
    const there = await this.answered(() =>
      into.find({ _id: { $in: [...refused.keys()] } }).toArray(),
    );
    const stored = new Map(there.map((row) => [row._id, row]));
    const again = new Map<string, Row>();
    for (const [_id, row] of refused) {
      const found = stored.get(_id);
      if (found === undefined || found.seq < row.seq) again.set(_id, row);
      else if (!isSame(rowIn(found), row)) stale.push(row.key);
    }
    return again;
  }

  private rowsOf(projection: string, partition: number): Collection<StoredRow> {
    return this.store.collection<StoredRow>(rowsCollection(projection, partition));
  }

  private answered<T>(work: () => Promise<T>): Promise<T> {
    return this.store.answered(work);
  }
}

/** By their names; of several of one name the newest, as if each were saved after the one before it. */
function newestOf(rows: readonly Row[], stale: string[]): Map<string, Row> {
  const newest = new Map<string, Row>();
  for (const row of rows) {
    const _id = rowId(row.key);
    const other = newest.get(_id);
    if (other === undefined || other.seq < row.seq) newest.set(_id, row);
    else if (!isSame(other, row)) stale.push(row.key);
  }
  return newest;
}

/** Stores what is newer than what is there; answers the rest. */
async function saveAll(
  into: Collection<StoredRow>,
  rows: ReadonlyMap<string, Row>,
  write: typeof upsert,
): Promise<Map<string, Row>> {
  const names = [...rows.keys()];
  const writes = [...rows].map(([_id, row]) => write(_id, row));
  try {
    await into.bulkWrite(writes, { ordered: false });
    return new Map();
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError)) throw error;
    return refusedOf(error, names, rows);
  }
}

/** Making a row is much cheaper than looking whether there is one. */
function firstWrite(_id: string, row: Row): AnyBulkWriteOperation<StoredRow> {
  if (row.isNew !== true) return upsert(_id, row);
  return { insertOne: { document: { _id, seq: row.seq, state: new Binary(row.state) } } };
}

function upsert(_id: string, { seq, state }: Row): AnyBulkWriteOperation<StoredRow> {
  return {
    updateOne: {
      filter: { _id, seq: { $lt: seq } },
      update: { $set: { seq, state: new Binary(state) } },
      upsert: true,
    },
  };
}

/** Every item's outcome: a name that is taken is judged by the caller, all else is a failure. */
function refusedOf(
  error: MongoBulkWriteError,
  names: readonly string[],
  rows: ReadonlyMap<string, Row>,
): Map<string, Row> {
  const items = [error.writeErrors].flat();
  // The bulk's own code is that of its first item, whose name may be taken.
  const failed = items.find(({ code }) => code !== DUPLICATE);
  if (failed !== undefined) {
    throw Object.assign(error, { code: failed.code, message: failed.errmsg ?? error.message });
  }
  // None: too few members have them.
  if (items.length === 0) throw error;
  const refused = new Map<string, Row>();
  for (const { index } of items) {
    const name = names[index];
    const row = name === undefined ? undefined : rows.get(name);
    if (name === undefined || row === undefined) throw error;
    refused.set(name, row);
  }
  return refused;
}

function isSame(found: Row | undefined, { seq, state }: Row): boolean {
  return found?.seq === seq && Buffer.compare(found.state, state) === 0;
}

/** Without what an erasure left. */
const WITH_STATE = { state: { $exists: true } } as const;
const ONE_TOKEN = /^[^.]+$/;

function rowIn({ _id, seq, state }: StoredRow): Row | undefined {
  return state === undefined ? undefined : { key: _id, seq, state: state.value() };
}
