import { type Bus, Fenced, StoreAhead, logHas } from '@liaison/bus';
import type { Mark, RowStore } from '@liaison/store';
import { ROWS } from './row-sets.js';

/** How often it is looked whether the mark is still ours, where none is put. */
const CONFIRM_EVERY_MS = 5_000;

/** What the marks of a partition are kept with. */
export interface RowMarksParts {
  readonly bus: Bus;
  readonly rows: RowStore;
  readonly partition: number;
}

/**
 * How far the rows of a partition are stored, as their store says: it may have been lost, or restored
 * from another copy, and the checkpoint does not know.
 */
export class RowMarks {
  /** The set of rows they are of: known once the checkpoint is. */
  set: string = ROWS;
  private version = 0;
  private last: Mark | undefined;
  /** When it was last seen that it is ours, by our own monotonic clock. */
  private seenMs = 0;

  constructor(private readonly parts: RowMarksParts) {}

  /** Up to which fact rows are stored; 0: of none. Throws `StoreAhead`, which says what to do. */
  async read(): Promise<number> {
    const { bus, rows, partition } = this.parts;
    const marked = await rows.mark(this.set, partition);
    this.know(marked?.version ?? 0, marked);
    if (marked === undefined) return 0;
    if (!(await logHas(bus, marked.seen))) throw this.ahead(marked.seen.sequence);
    return marked.sequence;
  }

  /** The rows were dropped, and their mark with them. */
  dropped(): void {
    this.know(0, undefined);
  }

  /** Throws `Fenced` where somebody else has said how far they are, or the store is another copy. */
  async put(mark: Mark): Promise<void> {
    const { rows, partition } = this.parts;
    const { last } = this;
    if (last?.sequence === mark.sequence && last.seen.sequence === mark.seen.sequence) {
      return this.confirm();
    }
    const version = await rows.putMark(this.set, partition, mark, this.version);
    if (version === 'conflict') throw this.notOurs();
    this.know(version, mark);
  }

  /** Where nothing is stored nothing else would tell that the rows were dropped, or put back as they were. */
  private async confirm(): Promise<void> {
    if (performance.now() - this.seenMs < CONFIRM_EVERY_MS) return;
    const { rows, partition } = this.parts;
    const version = (await rows.mark(this.set, partition))?.version ?? 0;
    if (version !== this.version) throw this.notOurs();
    this.know(version, this.last);
  }

  private know(version: number, mark: Mark | undefined): void {
    this.version = version;
    this.last = mark;
    this.seenMs = performance.now();
  }

  private notOurs(): Fenced {
    return new Fenced(`somebody else has marked the rows of partition ${this.parts.partition}`);
  }

  private ahead(sequence: number): StoreAhead {
    const { rows, partition } = this.parts;
    return new StoreAhead(
      `${rows.where} has rows of partition ${partition} up to fact ${sequence}, and the log has no such ` +
        'fact: the log was restored from an older backup, or the rows are of another log. Restore a ' +
        'backup of the log that holds it; or delete all rows and marks (in MongoDB ' +
        "db.getCollectionNames().filter((name) => name.startsWith('rows.')).forEach((name) => " +
        'db[name].drop())), and they are built anew from the log as it is',
    );
  }
}
