import { type Checkpoint, LOG_START, type LogPlace, partitionEnd, replay } from '@liaison/bus';
import { crashPoint } from '@liaison/contracts';
import type { UserId } from '@liaison/domain';
import type { Entry } from '../projections/entry.js';
import { FairShare } from '../projections/fair-share.js';
import { loadRows } from '../projections/load.js';
import { RowMarks } from '../projections/row-marks.js';
import { Rows } from '../projections/rows.js';
import type { PartitionProgress, RebuildParts } from './parts.js';
import { Refold } from './refold.js';

/** What is folded is stored so often: no more is folded again after a crash. */
const SAVE_EVERY_MS = 5_000;

/** Rows that are being built, and how far they are: claimed. */
export interface Building {
  readonly partition: number;
  readonly set: string;
  readonly checkpoint: Checkpoint;
  /** No fact behind this sequence; absent: up to the end of the log. */
  readonly upTo?: number;
}

/**
 * Folds a partition into a set of rows, beside whoever owns it, from where the checkpoint stands;
 * stops between two facts where that is asked. Answers how many facts. Throws `Fenced` where somebody
 * else has claimed the checkpoint, and what `replay` throws.
 */
export async function buildRows(
  parts: RebuildParts,
  { partition, set, checkpoint, upTo }: Building,
  progressed: (progress: PartitionProgress) => void,
): Promise<number> {
  const { bus, keys, signal } = parts;
  const rows = new Rows(parts.rows, partition);
  rows.set = set;
  const marks = new RowMarks({ bus, rows: parts.rows, partition });
  marks.set = set;
  const { entries, after } = await stored(parts, { partition, set, checkpoint }, marks);
  const refold = new Refold(entries, (entry) => rows.changed(entry));
  const end = upTo ?? (await partitionEnd(bus, partition));
  let savedMs = performance.now();
  const save = async (place: LogPlace): Promise<void> => {
    crashPoint('before-save');
    await rows.save();
    crashPoint('after-save');
    await marks.put({ sequence: place.sequence, seen: place });
    await checkpoint.store(place.sequence, place);
    savedMs = performance.now();
  };
  const folded = (place: LogPlace): Promise<void> | undefined => {
    progressed({ partition, facts: refold.facts, sequence: place.sequence, end });
    return performance.now() - savedMs < SAVE_EVERY_MS ? undefined : save(place);
  };
  const options = { bus, keys, partition, after, signal, folded };
  await save(await replay(upTo === undefined ? options : { ...options, upTo }, refold));
  return refold.facts;
}

/** What an interrupted attempt has stored; rows of another version of this program are dropped. */
async function stored(
  parts: RebuildParts,
  { partition, set, checkpoint }: Building,
  marks: RowMarks,
): Promise<{ readonly entries: Map<UserId, Entry>; readonly after: LogPlace }> {
  const entries = new Map<UserId, Entry>();
  const kept = Math.min(checkpoint.sequence, await marks.read());
  if (kept > 0) {
    const share = new FairShare();
    const loading = { ...parts, partition, set, share, poisoned: () => undefined };
    const sequence = await loadRows(loading, entries, kept);
    if (sequence > 0) return { entries, after: { sequence, recordedMs: 0 } };
    entries.clear();
  }
  await parts.rows.drop(set, partition);
  marks.dropped();
  return { entries, after: LOG_START };
}
