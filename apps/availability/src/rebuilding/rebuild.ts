import { randomUUID } from 'node:crypto';
import { pause } from '@liaison/bus';
import { type PartitionProgress, type RebuildParts, eachPartition } from './parts.js';
import { type Built, Shadow } from './shadow.js';

/** An owner with nothing to store looks at its checkpoint every 5 s. */
const TAKEN_WITHIN_MS = 15_000;
const LOOK_MS = 200;

/** What is to be built anew. */
export interface RebuildWish {
  readonly partitions: readonly number[];
  /** Built and compared, then dropped: what holds goes on to hold. */
  readonly dryRun: boolean;
}

/** Told how it goes. */
export interface RebuildWatch {
  progressed(progress: PartitionProgress): void;
  built(built: Built): void;
}

/** What a rebuild came to. */
export interface Rebuilt {
  /** False: it was stopped; the next one goes on. */
  readonly whole: boolean;
  readonly built: readonly Built[];
  /** Handed over, and taken by no owner yet: one that comes will. */
  readonly untaken: readonly number[];
}

/**
 * Builds the rows of partitions anew from the log, beside their owners, compares them with those that
 * hold, and puts them in their place: each by one write, after which the owner loads them and folds
 * what has come since. Nothing is sent to anybody.
 */
export async function rebuild(
  parts: RebuildParts,
  wish: RebuildWish,
  watch: RebuildWatch,
): Promise<Rebuilt> {
  const { signal } = parts;
  // The one of a replica begins with an id, which has no underscore in front.
  const owner = `_rebuild.${randomUUID()}`;
  const shadows = new Map<number, Shadow>();
  const built: Built[] = [];
  await eachPartition(wish.partitions, async (partition) => {
    if (signal.aborted) return;
    const shadow = await Shadow.of(parts, partition, owner);
    const one = await shadow.build((progress) => watch.progressed(progress));
    if (signal.aborted) return;
    shadows.set(partition, shadow);
    built.push(one);
    watch.built(one);
  });
  if (signal.aborted) return { whole: false, built, untaken: [] };
  const untaken = wish.dryRun ? [] : await handOver(shadows);
  for (const shadow of shadows.values()) await shadow.clear();
  return { whole: true, built, untaken };
}

/** Answers what nobody has taken. */
async function handOver(shadows: ReadonlyMap<number, Shadow>): Promise<readonly number[]> {
  for (const shadow of shadows.values()) await shadow.handOver();
  const patience = AbortSignal.timeout(TAKEN_WITHIN_MS);
  const waiting = new Map(shadows);
  while (waiting.size > 0 && !patience.aborted) {
    for (const [partition, shadow] of waiting) {
      if (await shadow.taken()) waiting.delete(partition);
    }
    if (waiting.size > 0) await pause(LOOK_MS, patience);
  }
  return [...waiting.keys()];
}
