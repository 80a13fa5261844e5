import { type Bus, Contention, inParallel } from '@liaison/bus';
import { type Mark, type Marked, type Row, type RowStore, requireFits } from '../row-store.js';
import { Bucket, type Entry } from './bucket.js';
import { markKey, rowKey, rowKeysOf, shortRowKeysOf } from '../names.js';
import { framed, unframed } from './row-frame.js';

/** So many rows are on their way at once. */
const IN_FLIGHT_MAX = 256;
/** So many rows are read at once, each by a call. */
const READS_AT_ONCE = 64;
/** So often a row is tried again because somebody else wrote it in between. */
const ATTEMPTS_MAX = 12;
/** Revisions remembered, about 150 bytes each; of a row beyond them the revision is read again. */
const KNOWN_MAX = 200_000;

interface Known {
  readonly revision: number;
  readonly seq: number;
}

/** Rows in the engine's bucket ROWS: `<projection>.<partition>.<key>`. */
export class JetStreamRowStore implements RowStore {
  readonly where = "the engine's bucket ROWS";
  private readonly bucket: Bucket;
  private readonly known = new Map<string, Known>();

  constructor(bus: Pick<Bus, 'requests' | 'jsm'>) {
    this.bucket = new Bucket(bus, 'ROWS');
  }

  async *load(projection: string, partition: number): AsyncIterable<Row> {
    const pattern = rowKeysOf(projection, partition);
    const head = pattern.length - 1;
    for await (const entry of this.bucket.scan(pattern)) {
      const row = this.learn(entry);
      if (row.state.length > 0) yield { key: entry.key.slice(head), ...row };
    }
  }

  async read(projection: string, partition: number, key: string): Promise<Row | undefined> {
    const entry = await this.bucket.last(rowKey(projection, partition, key));
    if (entry === undefined) return undefined;
    const row = this.learn(entry);
    return row.state.length > 0 ? { key, ...row } : undefined;
  }

  async page(
    projection: string,
    partition: number,
    after: string,
    max: number,
  ): Promise<readonly Row[]> {
    const pattern = shortRowKeysOf(projection, partition);
    const head = pattern.length - 1;
    const keys = (await this.bucket.keys(pattern)).map((name) => name.slice(head));
    const left = keys.filter((key) => key > after).toSorted();
    const rows: Row[] = [];
    // What an erasure left has a key still.
    while (rows.length < max && left.length > 0) {
      const some = left.splice(0, max - rows.length);
      const found = new Map<string, Row>();
      await inParallel(some, READS_AT_ONCE, async (key) => {
        const row = await this.read(projection, partition, key);
        if (row !== undefined) found.set(key, row);
      });
      rows.push(...some.flatMap((key) => found.get(key) ?? []));
    }
    return rows;
  }

  async save(
    projection: string,
    partition: number,
    rows: readonly Row[],
  ): Promise<{ readonly stale: readonly string[] }> {
    for (const row of rows) requireFits(row);
    const stale: string[] = [];
    await inParallel(rows, IN_FLIGHT_MAX, async (row) => {
      const saved = await this.saveOne(rowKey(projection, partition, row.key), row);
      if (!saved) stale.push(row.key);
    });
    return { stale };
  }

  async erase(projection: string, partition: number, key: string, upTo: number): Promise<void> {
    const name = rowKey(projection, partition, key);
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const entry = await this.bucket.last(name);
      if (entry === undefined) return;
      const { seq, state } = this.learn(entry);
      if (state.length === 0 || seq > upTo) return;
      await this.bucket.destroy(entry.revision);
      const left = await this.bucket.put(name, framed({ seq, state: new Uint8Array() }), 0);
      if (left !== 'conflict') return this.remember(name, { revision: left, seq });
    }
    throw new Contention(`row ${name} is written while it is erased`);
  }

  async drop(projection: string, partition: number): Promise<void> {
    const pattern = rowKeysOf(projection, partition);
    await this.bucket.purge(markKey(projection, partition));
    await this.bucket.purge(pattern);
    const head = pattern.slice(0, -1);
    for (const name of this.known.keys()) if (name.startsWith(head)) this.known.delete(name);
  }

  async mark(projection: string, partition: number): Promise<Marked | undefined> {
    const entry = await this.bucket.last(markKey(projection, partition));
    if (entry === undefined) return undefined;
    const { sequence, seen } = JSON.parse(Buffer.from(entry.value).toString()) as Mark;
    return { version: entry.revision, sequence, seen };
  }

  async putMark(
    projection: string,
    partition: number,
    { sequence, seen }: Mark,
    expected: number,
  ): Promise<number | 'conflict'> {
    const value = Buffer.from(JSON.stringify({ sequence, seen }));
    return this.bucket.put(markKey(projection, partition), value, expected);
  }

  /** False: a row at least as new is stored, and it is another one. */
  private async saveOne(name: string, row: Row): Promise<boolean> {
    const value = framed(row);
    let expected = this.known.get(name);
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      if (expected === undefined || row.seq > expected.seq) {
        const stored = await this.bucket.put(name, value, expected?.revision ?? 0);
        if (stored !== 'conflict') {
          this.remember(name, { revision: stored, seq: row.seq });
          return true;
        }
      }
      // What is remembered may be out of date: only what is stored refuses a row.
      const entry = await this.bucket.last(name);
      if (entry === undefined) {
        expected = undefined;
        continue;
      }
      const { seq } = this.learn(entry);
      if (row.seq <= seq) return Buffer.compare(entry.value, value) === 0;
      expected = { revision: entry.revision, seq };
    }
    throw new Contention(`row ${name} is written by too many at once`);
  }

  private learn({ key, revision, value }: Entry): Pick<Row, 'seq' | 'state'> {
    const row = unframed(key, value);
    this.remember(key, { revision, seq: row.seq });
    return row;
  }

  private remember(name: string, known: Known): void {
    this.known.set(name, known);
    if (this.known.size <= KNOWN_MAX) return;
    for (const oldest of this.known.keys()) {
      this.known.delete(oldest);
      return;
    }
  }
}
