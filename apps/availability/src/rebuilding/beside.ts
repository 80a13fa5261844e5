import { randomUUID } from 'node:crypto';
import {
  Checkpoint,
  type CheckpointRecord,
  Fenced,
  type Preparation,
  checkpointOf,
  pause,
} from '@liaison/bus';
import { FORMER_VERSIONS, ROWS, rowsOf } from '../projections/row-sets.js';
import { buildRows } from './build-rows.js';
import { type RebuildParts, liveCheckpoint } from './parts.js';

/** So far behind, in sequences of the log, are folded as they are loaded. */
const BEHIND_MAX = 1_000;
/** Between two looks, while something is still to be built. */
const LOOK_MS = 1_000;

/** What one partition lacks. */
interface Behind {
  readonly partition: number;
  /** The former version's checkpoint: all that is told of facts behind it is not known to be told. */
  readonly upTo: number;
}

/**
 * Rows of our version, built beside the replicas of a former one who own the partitions meanwhile,
 * before this replica takes part: what it gains then is loaded as after any take-over. Never further
 * than the former owner has stored: its effects of later facts may still be on their way.
 */
export class Beside implements Preparation {
  private standing = 'not begun';

  constructor(
    private readonly parts: Omit<RebuildParts, 'signal'>,
    private readonly failed: (why: string) => void,
  ) {}

  async done(signal: AbortSignal): Promise<void> {
    const parts = { ...this.parts, signal };
    while (!signal.aborted) {
      try {
        const behind = await behindOf(parts);
        if (behind.length === 0) return;
        for (const one of behind) await this.build(parts, one);
      } catch (error) {
        const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
        if (why !== this.standing) this.failed(why);
        this.standing = why;
      }
      await pause(LOOK_MS, signal);
    }
  }

  fault(): string {
    return `rows of this version are built beside those that hold: wait (${this.standing})`;
  }

  private async build(parts: RebuildParts, { partition, upTo }: Behind): Promise<void> {
    const { bus, signal } = parts;
    if (signal.aborted) return;
    const owner = `_beside.${randomUUID()}`;
    try {
      const subject = bus.subjects.checkpoint(ROWS, partition);
      const checkpoint = await Checkpoint.claim({ bus, subject, owner });
      const building = { partition, set: checkpoint.rows ?? ROWS, checkpoint, upTo };
      await buildRows(parts, building, ({ sequence, end }) => {
        this.standing = `partition ${partition}, fact ${sequence} of ${end}`;
      });
    } catch (error) {
      // Another replica of our version builds it, or owns it by now.
      if (!(error instanceof Fenced)) throw error;
    }
  }
}

/** Partitions whose rows of our version are far behind those of a former one. */
async function behindOf(parts: RebuildParts): Promise<readonly Behind[]> {
  const all = [...Array(parts.bus.subjects.partitions).keys()];
  const found = await Promise.all(
    all.map(async (partition) => {
      const [ours, upTo] = await Promise.all([
        liveCheckpoint(parts, partition),
        formerCheckpoint(parts, partition),
      ]);
      const isBehind = upTo > 0 && (ours === undefined || upTo - ours.sequence > BEHIND_MAX);
      return isBehind ? [{ partition, upTo }] : [];
    }),
  );
  return found.flat();
}

/** How far the furthest of the former versions has stored; 0: none has. */
async function formerCheckpoint({ bus }: RebuildParts, partition: number): Promise<number> {
  const former = await Promise.all(
    FORMER_VERSIONS.map((version) =>
      checkpointOf(bus, bus.subjects.checkpoint(rowsOf(version), partition)),
    ),
  );
  return Math.max(0, ...former.map((record?: CheckpointRecord) => record?.sequence ?? 0));
}
