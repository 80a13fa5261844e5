/** One row of a projection: `state` is canonical JSON of ids, states and boxes, never clear text. */
export interface Row {
  readonly key: string;
  /** The FACTS sequence it was folded to. */
  readonly seq: number;
  readonly state: Uint8Array;
}

/**
 * Keeps a projector's rows. A save is guarded per row: one with a `seq` not above the stored one is
 * left out and named in the answer, never an error; one that is stored already, byte for byte, counts
 * as saved, so a save that was not answered is simply repeated. Throws `StoreAway` when the store does
 * not answer.
 */
export interface RowStore {
  /** All rows; one saved meanwhile may come twice, the newer one later. */
  load(projection: string, partition: number): AsyncIterable<Row>;
  read(projection: string, partition: number, key: string): Promise<Row | undefined>;
  save(
    projection: string,
    partition: number,
    rows: readonly Row[],
  ): Promise<{ readonly stale: readonly string[] }>;
  /** Deletes one row and overwrites its stored bytes as far as the store can. */
  erase(projection: string, partition: number, key: string): Promise<void>;
  /** Deletes all rows of a projection's partition. */
  drop(projection: string, partition: number): Promise<void>;
}
