import { type AnyBulkWriteOperation, Binary, type Collection, MongoBulkWriteError } from 'mongodb';
import { Contention } from '@liaison/bus';
import { rowKey, rowsHead } from '../names.js';
import { type Mark, type Marked, type Row, type RowStore, requireFits } from '../row-store.js';
import type { MongoStore, Named } from './client.js';
import { ROWS } from './collections.js';
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

/** Rows in the collection `rows`, each under `<projection>.<partition>.<key>`. */
export class MongoRowStore implements RowStore {
  readonly where: string;
  private readonly marks: Marks;

  constructor(private readonly store: MongoStore) {
    this.where = store.shown;
    this.marks = new Marks(store);
  }

  async *load(projection: string, partition: number): AsyncIterable<Row> {
    const head = rowsHead(projection, partition);
    const rows = this.rows.find(
      { ...named(head), state: { $exists: true } },
      { batchSize: BATCH_ROWS, sort: { _id: 1 } },
    );
    try {
      for (;;) {
        const row = await this.answered(() => rows.next());
        if (row === null) return;
        if (row.state === undefined) continue;
        yield { key: row._id.slice(head.length), seq: row.seq, state: bytesOf(row.state) };
      }
    } finally {
      await rows.close();
    }
  }

  async read(projection: string, partition: number, key: string): Promise<Row | undefined> {
    const _id = rowKey(projection, partition, key);
    const row = await this.answered(() => this.rows.findOne({ _id }));
    if (row?.state === undefined) return undefined;
    return { key, seq: row.seq, state: bytesOf(row.state) };
  }

  async page(
    projection: string,
    partition: number,
    after: string,
    max: number,
  ): Promise<readonly Row[]> {
    const head = rowsHead(projection, partition);
    const { $lt } = named(head)._id;
    const _id = { $gt: head + after, $lt, $regex: `^${head.replaceAll('.', '[.]')}[^.]+$` };
    const found = await this.answered(() =>
      this.rows.find({ _id, state: { $exists: true } }, { sort: { _id: 1 }, limit: max }).toArray(),
    );
    return found.flatMap((row) =>
      row.state === undefined
        ? []
        : [{ key: row._id.slice(head.length), seq: row.seq, state: bytesOf(row.state) }],
    );
  }

  async save(
    projection: string,
    partition: number,
    rows: readonly Row[],
  ): Promise<{ readonly stale: readonly string[] }> {
    for (const row of rows) requireFits(row);
    const stale: string[] = [];
    for (let from = 0; from < rows.length; from += BULK_ROWS) {
      const some = rows.slice(from, from + BULK_ROWS);
      const named = some.map((row) => [rowKey(projection, partition, row.key), row] as const);
      await this.saveSome(new Map(named), stale);
    }
    return { stale };
  }

  async erase(projection: string, partition: number, key: string): Promise<void> {
    const _id = rowKey(projection, partition, key);
    await this.answered(() => this.rows.updateOne({ _id }, { $unset: { state: '' } }));
  }

  async drop(projection: string, partition: number): Promise<void> {
    await this.marks.drop(projection, partition);
    const head = rowsHead(projection, partition);
    await this.answered(() => this.rows.deleteMany(named(head)));
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

  private async saveSome(rows: ReadonlyMap<string, Row>, stale: string[]): Promise<void> {
    let left = rows;
    for (let attempt = 0; left.size > 0; attempt++) {
      if (attempt >= ATTEMPTS_MAX) throw new Contention('rows are written by too many at once');
      const now = left;
      const refused = await this.answered(() => this.saveAll(now));
      left = await this.judged(refused, stale);
    }
  }

  /** Stores what is newer than what is there; answers the rest. */
  private async saveAll(rows: ReadonlyMap<string, Row>): Promise<Map<string, Row>> {
    const names = [...rows.keys()];
    const writes = [...rows].map(([_id, row]) => upsertOf(_id, row));
    try {
      await this.rows.bulkWrite(writes, { ordered: false });
      return new Map();
    } catch (error) {
      if (!(error instanceof MongoBulkWriteError)) throw error;
      return refusedOf(error, names, rows);
    }
  }

  /**
   * Of rows whose names are taken: those stored already are saved, those older than what is stored
   * are stale, and those newer were made by two at once; these are answered.
   */
  private async judged(
    refused: ReadonlyMap<string, Row>,
    stale: string[],
  ): Promise<Map<string, Row>> {
    if (refused.size === 0) return new Map();
    const there = await this.answered(() =>
      this.rows.find({ _id: { $in: [...refused.keys()] } }).toArray(),
    );
    const stored = new Map(there.map((row) => [row._id, row]));
    const again = new Map<string, Row>();
    for (const [_id, row] of refused) {
      const found = stored.get(_id);
      if (found === undefined || found.seq < row.seq) again.set(_id, row);
      else if (!isSame(found, row)) stale.push(row.key);
    }
    return again;
  }

  private get rows(): Collection<StoredRow> {
    return this.store.collection<StoredRow>(ROWS);
  }

  private answered<T>(work: () => Promise<T>): Promise<T> {
    return this.store.answered(work);
  }
}

function upsertOf(_id: string, { seq, state }: Row): AnyBulkWriteOperation<StoredRow> {
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
  const other = items.some(({ code }) => code !== DUPLICATE);
  if (items.length === 0 || other || error.result.getWriteConcernError() !== undefined) throw error;
  const refused = new Map<string, Row>();
  for (const { index } of items) {
    const name = names[index];
    const row = name === undefined ? undefined : rows.get(name);
    if (name === undefined || row === undefined) throw error;
    refused.set(name, row);
  }
  return refused;
}

function isSame(found: StoredRow, { seq, state }: Row): boolean {
  return (
    found.seq === seq &&
    found.state !== undefined &&
    Buffer.compare(bytesOf(found.state), state) === 0
  );
}

const bytesOf = (state: Binary): Uint8Array => state.value();
/** All names that begin with `head`, which ends with a dot. */
const named = (head: string): { _id: { $gte: string; $lt: string } } => ({
  _id: { $gte: head, $lt: `${head.slice(0, -1)}/` },
});
