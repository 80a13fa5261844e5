import type { Row, RowStore } from '@liaison/store';

/** Rows of a partition asked for beyond its share, since users are not shared out evenly. */
const SPARE_ROWS = 8;

export interface PagesOf {
  readonly rows: RowStore;
  /** The set of rows of each partition. */
  readonly sets: readonly string[];
  /** Rows after this key. */
  readonly after: string;
  /** So many are expected to be read. */
  readonly about: number;
}

/** The rows not handed out yet of one partition. */
interface Heap {
  readonly partition: number;
  readonly set: string;
  rows: Row[];
  ended: boolean;
}

/**
 * The users' rows of all partitions, in the order of their ids: as many of each partition are read at
 * a time as are likely to be wanted.
 */
export async function* inOrder(pages: PagesOf): AsyncIterable<Row> {
  const { sets, about } = pages;
  const max = Math.ceil(about / sets.length) + SPARE_ROWS;
  const heaps: Heap[] = sets.map((set, partition) => {
    return { partition, set, rows: [], ended: false };
  });
  await Promise.all(heaps.map((heap) => fill(pages, heap, pages.after, max)));
  for (let heap = lowest(heaps); heap !== undefined; heap = lowest(heaps)) {
    const row = heap.rows.shift();
    if (row === undefined) return;
    yield row;
    if (heap.rows.length === 0 && !heap.ended) await fill(pages, heap, row.key, max);
  }
}

async function fill({ rows }: PagesOf, heap: Heap, after: string, max: number): Promise<void> {
  heap.rows = [...(await rows.page(heap.set, heap.partition, after, max))];
  heap.ended = heap.rows.length < max;
}

/** The one whose next row has the first key of all; undefined: none has any. */
function lowest(heaps: readonly Heap[]): Heap | undefined {
  let found: Heap | undefined;
  for (const heap of heaps) {
    const [next] = heap.rows;
    const [best] = found?.rows ?? [];
    if (next !== undefined && (best === undefined || next.key < best.key)) found = heap;
  }
  return found;
}
