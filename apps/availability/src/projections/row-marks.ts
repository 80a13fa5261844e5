import { type Bus, Fenced, StoreAhead, logHas } from '@liaison/bus';
import type { Mark, RowStore } from '@liaison/store';
import { ROWS } from './row-sets.js';

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

  constructor(private readonly parts: RowMarksParts) {}

  /** Up to which fact rows are stored; 0: of none. Throws `StoreAhead`, which says what to do. */
  async read(): Promise<number> {
    const { bus, rows, partition } = this.parts;
    const marked = await rows.mark(this.set, partition);
    this.version = marked?.version ?? 0;
    this.last = marked;
    if (marked === undefined) return 0;
    if (!(await logHas(bus, marked.seen))) throw this.ahead(marked.seen.sequence);
    return marked.sequence;
  }

  /** The rows were dropped, and their mark with them. */
  dropped(): void {
    this.version = 0;
    this.last = undefined;
  }

  /** Throws `Fenced` where somebody else has said how far they are. */
  async put(mark: Mark): Promise<void> {
    const { rows, partition } = this.parts;
    const { last } = this;
    if (last?.sequence === mark.sequence && last.seen.sequence === mark.seen.sequence) return;
    const version = await rows.putMark(this.set, partition, mark, this.version);
    if (version === 'conflict') {
      throw new Fenced(`somebody else has marked the rows of partition ${partition}`);
    }
    this.version = version;
    this.last = mark;
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
