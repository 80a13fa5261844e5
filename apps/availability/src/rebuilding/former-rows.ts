import { randomUUID } from 'node:crypto';
import { type Bus, Checkpoint, LOG_START, checkpointOf, dropCheckpoint } from '@liaison/bus';
import type { RowStore } from '@liaison/store';
import { FORMER_VERSIONS, ROWS, rebuildOf, rowsOf, setsOf } from '../projections/row-sets.js';

/** Replicas of a former version must have been gone so long: until then one may come back. */
const GONE_FOR_MS = 10 * 60_000;
const LOOK_MS = 15_000;

/** Who says what is alive and ours. */
export interface FormerParts {
  readonly bus: Bus;
  readonly rows: RowStore;
  /** What each other replica's lease says its rows are called; undefined: it says nothing. */
  others(): readonly unknown[];
  /** Partitions owned here, at the live position. */
  owned(): readonly number[];
  dropped(version: number, partition: number): void;
  failed(error: unknown): void;
}

/**
 * The owner of a partition drops what former versions have left of it, once no replica of theirs has
 * lived for ten minutes. The checkpoint says so first, so that one that comes after all folds all anew,
 * and goes last, so that what was interrupted is gone on with.
 */
export class FormerRows {
  private timer: NodeJS.Timeout | undefined;
  private sinceMs: number | undefined;
  private looking: Promise<void> | undefined;

  constructor(private readonly parts: FormerParts) {}

  start(): void {
    if (FORMER_VERSIONS.length === 0) return;
    this.timer = setInterval(() => void this.look(), LOOK_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  private look(): Promise<void> {
    return (this.looking ??= this.lookOnce()
      .catch((error: unknown) => this.parts.failed(error))
      .finally(() => (this.looking = undefined)));
  }

  private async lookOnce(): Promise<void> {
    if (this.parts.others().some((rows) => rows !== ROWS)) {
      this.sinceMs = undefined;
      return;
    }
    this.sinceMs ??= performance.now();
    if (performance.now() - this.sinceMs < GONE_FOR_MS) return;
    for (const partition of this.parts.owned()) {
      for (const version of FORMER_VERSIONS) await this.drop(version, partition);
    }
  }

  private async drop(version: number, partition: number): Promise<void> {
    const { bus, rows } = this.parts;
    const name = rowsOf(version);
    const subject = bus.subjects.checkpoint(name, partition);
    if ((await checkpointOf(bus, subject)) === undefined) return;
    const place = { bus, subject, owner: `_former.${randomUUID()}` };
    await Checkpoint.handOver(place, { rows: name, sequence: 0, seen: LOG_START });
    for (const set of setsOf(version)) await rows.drop(set, partition);
    await dropCheckpoint(bus, bus.subjects.checkpoint(rebuildOf(version), partition));
    await dropCheckpoint(bus, subject);
    this.parts.dropped(version, partition);
  }
}
