import { LOG_START, partitionEnd, pause, replay } from '@liaison/bus';
import type { UserId } from '@liaison/domain';
import { eachState, storedRows } from '../projections/load.js';
import { srcOf, withoutSrc } from '../projections/state-body.js';
import { Comparison, type StoredPartition, type StoredStateOf } from './comparison.js';
import {
  type Difference,
  type PartitionProgress,
  type RebuildParts,
  liveCheckpoint,
  setOf,
} from './parts.js';
import { Refold } from './refold.js';

/**
 * Rows are written 2 s behind and read one after the other: what differs while users move must
 * differ every time.
 */
const LOOKS = 3;
const BETWEEN_LOOKS_MS = 2_500;

/** What a comparison with the log came to. */
export interface Verified {
  readonly facts: number;
  readonly rows: number;
  readonly states: number;
  readonly differences: readonly Difference[];
}

/**
 * Folds a partition's log afresh, beside its owner, and compares rows and STATE with it. Reads only:
 * nothing is stored, sent or parked.
 */
export async function verifyPartition(
  parts: RebuildParts,
  partition: number,
  progressed: (progress: PartitionProgress) => void,
): Promise<Verified> {
  let found = await look(parts, partition, progressed);
  for (let again = 1; again < LOOKS && found.differences.length > 0; again++) {
    await pause(BETWEEN_LOOKS_MS, parts.signal);
    if (parts.signal.aborted) break;
    const next = await look(parts, partition, () => undefined);
    const names = new Set(next.differences.map(nameOf));
    const differences = found.differences.filter((one) => names.has(nameOf(one)));
    found = { ...found, differences };
  }
  return found;
}

const nameOf = ({ key, in: where }: Difference): string => `${where} ${key}`;

async function look(
  parts: RebuildParts,
  partition: number,
  progressed: (progress: PartitionProgress) => void,
): Promise<Verified> {
  const { bus, keys, clock, signal } = parts;
  const stored = await storedOf(parts, partition);
  const end = await partitionEnd(bus, partition);
  const comparison = new Comparison(stored, () => clock.now());
  const refold = new Refold(new Map(), (entry) => comparison.changed(entry));
  const folded = ({ sequence }: { readonly sequence: number }): void =>
    progressed({ partition, facts: refold.facts, sequence, end });
  await replay({ bus, keys, partition, after: LOG_START, signal, folded }, refold);
  if (!signal.aborted) comparison.ended();
  const { differences } = comparison;
  return { facts: refold.facts, rows: rowsIn(stored), states: stored.states.size, differences };
}

/** The checkpoint first: what it says is stored is then among what is read. */
async function storedOf(parts: RebuildParts, partition: number): Promise<StoredPartition> {
  const { bus, rows } = parts;
  const checkpoint = await liveCheckpoint(parts, partition);
  const set = setOf(checkpoint);
  const users = await storedRows({ rows, set, partition });
  const states = new Map<UserId, StoredStateOf>();
  await eachState(bus, partition, (user, message) => {
    const text = message.string();
    const writtenAt = new Date(bus.times.fromEngine(message.time.getTime())).toISOString();
    states.set(user, { src: srcOf(text), body: withoutSrc(text), writtenAt });
  });
  return { partition, checkpoint: checkpoint?.sequence ?? 0, rows: users, states };
}

function rowsIn({ rows }: StoredPartition): number {
  let count = 0;
  for (const { head, uploads } of rows.values()) count += uploads.size + Number(head !== undefined);
  return count;
}
