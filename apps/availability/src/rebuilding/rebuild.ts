import { randomUUID } from 'node:crypto';
import { pause } from '@liaison/bus';
import { alone } from './alone.js';
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
  /** Handed over: these rows hold now, whatever came after. */
  readonly inPlace: boolean;
  /** Handed over, and taken by no owner yet: one that comes will. */
  readonly untaken: readonly number[];
}

/**
 * Builds the rows of partitions anew from the log, beside their owners, compares them with those that
 * hold, and puts them in their place: each by one write, after which the owner loads them and folds
 * what has come since. Nothing is sent to anybody. What was stopped is gone on with by the next one;
 * of a dry run nothing is left. Throws `RebuildUnderWay`, and what folding a partition throws.
 */
export function rebuild(
  parts: RebuildParts,
  wish: RebuildWish,
  watch: RebuildWatch,
): Promise<Rebuilt> {
  return alone(parts.bus, parts.clock.now(), () => rebuildAll(parts, wish, watch));
}

async function rebuildAll(
  parts: RebuildParts,
  { partitions, dryRun }: RebuildWish,
  watch: RebuildWatch,
): Promise<Rebuilt> {
  const { signal } = parts;
  // The one of a replica begins with an id, which has no underscore in front.
  const owner = `_rebuild.${randomUUID()}`;
  const begun = new Map<number, Shadow>();
  const built: Built[] = [];
  await eachPartition(partitions, async (partition) => {
    if (signal.aborted) return;
    const shadow = await Shadow.of(parts, partition, owner);
    begun.set(partition, shadow);
    const one = await shadow.build((progress) => watch.progressed(progress));
    if (signal.aborted) return;
    built.push(one);
    watch.built(one);
  });
  const isBuilt = !signal.aborted;
  const inPlace = isBuilt && !dryRun;
  const untaken = inPlace ? await handOver(begun, signal) : [];
  const whole = !signal.aborted;
  if (whole || dryRun) for (const shadow of begun.values()) await shadow.clear();
  return { whole, built, inPlace, untaken };
}

/** Answers what nobody has taken. */
async function handOver(
  shadows: ReadonlyMap<number, Shadow>,
  signal: AbortSignal,
): Promise<readonly number[]> {
  for (const shadow of shadows.values()) await shadow.handOver();
  const patience = AbortSignal.any([signal, AbortSignal.timeout(TAKEN_WITHIN_MS)]);
  const waiting = new Map(shadows);
  while (waiting.size > 0 && !patience.aborted) {
    for (const [partition, shadow] of waiting) {
      if (await shadow.taken()) waiting.delete(partition);
    }
    if (waiting.size > 0) await pause(LOOK_MS, patience);
  }
  return [...waiting.keys()];
}
