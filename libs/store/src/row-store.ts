import { RowTooLarge } from './errors.js';

/** One row of a projection: `state` is canonical JSON of ids, states and boxes, never clear text. */
export interface Row {
  readonly key: string;
  /** The FACTS sequence it was folded to. */
  readonly seq: number;
  readonly state: Uint8Array;
  /**
   * Of one to be saved: none is stored at its key, as far as is known, so that a store may try to make
   * it first. It is guarded all the same.
   */
  readonly isNew?: true;
}

/** The longest state of a row: what a message of the engine can carry beside its headers. */
export const ROW_STATE_BYTES_MAX = 255 * 1024;

/** Of an erasure: whatever is stored goes. */
export const AS_OF_EVER = Number.MAX_SAFE_INTEGER;

/** Throws `RowTooLarge`, and a `RangeError` for a row without a state. */
export function requireFits({ key, state }: Row): void {
  if (state.length === 0) throw new RangeError(`row ${key} has no state`);
  if (state.length > ROW_STATE_BYTES_MAX) throw new RowTooLarge(key, state.length);
}

/** A place in the log: its sequence, and when it was recorded, so that another log is told apart. */
export interface LogPlaceSeen {
  readonly sequence: number;
  readonly recordedMs: number;
}

/** How far the rows of a partition are stored. */
export interface Mark {
  /** Of all facts up to here the rows are stored. */
  readonly sequence: number;
  /** The last fact that was folded: of facts up to here rows may be stored. */
  readonly seen: LogPlaceSeen;
}

/** A mark with the version to expect when it is replaced. */
export interface Marked extends Mark {
  readonly version: number;
}

/**
 * Keeps a projector's rows. A save is guarded per row: one with a `seq` not above the stored one is
 * left out and named in the answer, never an error; one that is stored already, byte for byte, counts
 * as saved, so a save that was not answered is simply repeated. Of rows of one key the newest stays, and
 * an older one behind it is named. Throws `StoreAway` when the store does
 * not answer, `RowTooLarge` before anything of a batch is stored.
 */
export interface RowStore {
  /** Where rows lie, for messages: `the engine's bucket ROWS`. */
  readonly where: string;
  /** All rows; one saved meanwhile may come twice, the newer one later. */
  load(projection: string, partition: number): AsyncIterable<Row>;
  read(projection: string, partition: number, key: string): Promise<Row | undefined>;
  save(
    projection: string,
    partition: number,
    rows: readonly Row[],
  ): Promise<{ readonly stale: readonly string[] }>;
  /**
   * The next rows of a partition whose keys are one token, in the order of their keys' bytes and after
   * `after` (`''`: from the first), at most `max` of them; fewer: there are no more. One that lies there
   * from the first page to the last comes once, whatever is written in between.
   */
  page(projection: string, partition: number, after: string, max: number): Promise<readonly Row[]>;
  /**
   * Deletes one row as of a fact and overwrites its stored bytes as far as the store can; a row that is
   * newer than `upTo` stays: somebody else has stored it since.
   */
  erase(projection: string, partition: number, key: string, upTo: number): Promise<void>;
  /** Deletes the mark, then all rows of a projection's partition. */
  drop(projection: string, partition: number): Promise<void>;
  /**
   * How far the rows are stored, kept beside them, so that a store that was lost or restored from an
   * older copy is found out; undefined: nobody has said so.
   */
  mark(projection: string, partition: number): Promise<Marked | undefined>;
  /** Replaces the mark of version `expected` (0: there is none); the new version. */
  putMark(
    projection: string,
    partition: number,
    mark: Mark,
    expected: number,
  ): Promise<number | 'conflict'>;
}
