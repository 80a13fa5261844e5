import { randomInt } from 'node:crypto';
import type { Collection } from 'mongodb';
import { markKey } from '../names.js';
import type { Mark, Marked } from '../row-store.js';
import { isDuplicate } from './away.js';
import type { MongoStore, Named } from './client.js';
import { MARKS } from './collections.js';
import { VERSIONS } from './versions.js';

interface StoredMark extends Named {
  readonly version: number;
  readonly sequence: number;
  readonly seen: { readonly sequence: number; readonly recordedMs: number };
}

/** How far rows are stored, one document a partition. */
export class Marks {
  constructor(private readonly store: MongoStore) {}

  async read(projection: string, partition: number): Promise<Marked | undefined> {
    const _id = markKey(projection, partition);
    const found = await this.answered(() => this.marks.findOne({ _id }));
    if (found === null) return undefined;
    const { version, sequence, seen } = found;
    return { version, sequence, seen };
  }

  async put(
    projection: string,
    partition: number,
    { sequence, seen }: Mark,
    expected: number,
  ): Promise<number | 'conflict'> {
    const _id = markKey(projection, partition);
    const version = randomInt(1, VERSIONS);
    const next = { version, sequence, seen: { ...seen } };
    const isStored = await this.answered(() =>
      expected === 0 ? this.make({ _id, ...next }) : this.replace(_id, expected, next),
    );
    if (isStored) return version;
    // An answer that was lost is not somebody else's write.
    return (await this.read(projection, partition))?.version === version ? version : 'conflict';
  }

  async drop(projection: string, partition: number): Promise<void> {
    await this.answered(() => this.marks.deleteOne({ _id: markKey(projection, partition) }));
  }

  private async make(mark: StoredMark): Promise<boolean> {
    try {
      await this.marks.insertOne(mark);
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  private async replace(
    _id: string,
    version: number,
    next: Omit<StoredMark, '_id'>,
  ): Promise<boolean> {
    return (await this.marks.updateOne({ _id, version }, { $set: next })).matchedCount === 1;
  }

  private get marks(): Collection<StoredMark> {
    return this.store.collection<StoredMark>(MARKS);
  }

  private answered<T>(work: () => Promise<T>): Promise<T> {
    return this.store.answered(work);
  }
}
