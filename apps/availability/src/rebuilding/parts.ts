import {
  type Bus,
  type CheckpointRecord,
  type KeyRing,
  checkpointOf,
  inParallel,
} from '@liaison/bus';
import type { Clock } from '@liaison/contracts';
import type { RowStore } from '@liaison/store';
import { ROWS } from '../projections/row-sets.js';

/** Folded at once: while one waits for keys or for the store, another folds. */
const PARTITIONS_AT_ONCE = 4;

/** What is needed to fold a partition beside its owner. */
export interface RebuildParts {
  readonly bus: Bus;
  readonly rows: RowStore;
  readonly keys: KeyRing;
  readonly clock: Pick<Clock, 'now'>;
  /** Ends the work where it stands; it can be gone on with. */
  readonly signal: AbortSignal;
}

/** How far one partition is. */
export interface PartitionProgress {
  readonly partition: number;
  /** Folded since this began. */
  readonly facts: number;
  /** The last fact folded, and the last one there is. */
  readonly sequence: number;
  readonly end: number;
}

/** How a row, or what STATE says, is not what the log comes to. */
export type Fault =
  /** Others bytes than the fold's. */
  | 'differs'
  /** Another version of this program wrote it. */
  | 'other-version'
  /** There is none, though there are facts. */
  | 'missing'
  /** It leaves out facts that the checkpoint says it holds. */
  | 'behind'
  /** There is nothing in the log that it could come from. */
  | 'left-over';

/** A row that is not what the log comes to. */
export interface Difference {
  readonly partition: number;
  /** `alice`, of an upload `alice.work`; of STATE the user. */
  readonly key: string;
  readonly in: 'rows' | 'state';
  readonly fault: Fault;
}

/** Does the work for each partition, some at once; nothing is begun after a failure. */
export function eachPartition(
  partitions: readonly number[],
  work: (partition: number) => Promise<void>,
): Promise<void> {
  return inParallel(partitions, PARTITIONS_AT_ONCE, work);
}

/** The owner's checkpoint; undefined: nobody has folded the partition yet. */
export function liveCheckpoint(
  { bus }: Pick<RebuildParts, 'bus'>,
  partition: number,
): Promise<CheckpointRecord | undefined> {
  return checkpointOf(bus, bus.subjects.checkpoint(ROWS, partition));
}

/** The set of rows that a checkpoint speaks of. */
export const setOf = (checkpoint: CheckpointRecord | undefined): string => checkpoint?.rows ?? ROWS;
