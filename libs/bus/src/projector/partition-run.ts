import type { Ownership } from '../ownership/ownership.js';
import type { Loss } from '../ownership/partition-turns.js';
import { BusAway, Fenced } from '../errors.js';
import { pause } from '../pause.js';
import { ProjectionBroken, explained, stopsPartition } from './reasons.js';
import { type ProjectorParts, Tenure } from './tenure.js';

/** How long a stopped partition waits before it is tried again: at first, and at most. */
const RETRY_MS = 100;
const RETRY_MS_MAX = 5_000;

/** What a run needs to know of who owns what. */
export type RunOwnership = Pick<Ownership, 'replica' | 'incarnation' | 'refresh'>;

let loads = 0;

/** One partition from its gain to its loss: loads it, folds it, and tries again when it stops. */
export class PartitionRun {
  private readonly ending = new AbortController();
  private tenure: Tenure | undefined;
  private retries = 0;
  private reason: string | undefined;
  private atFact = false;
  private unstored: string | undefined;
  private isLive = false;

  constructor(
    private readonly parts: ProjectorParts,
    private readonly partition: number,
    private readonly ownership: RunOwnership,
  ) {}

  /** Sequence of the last fact folded; 0 before the first. */
  get position(): number {
    return this.tenure?.position ?? 0;
  }

  /** Facts up to the take-over are folded: outputs are as the log says. */
  get live(): boolean {
    return this.isLive;
  }

  /** Why nothing is folded or stored, and what to do; undefined: all is well. */
  get fault(): string | undefined {
    return this.reason ?? this.unstored;
  }

  start(): void {
    void this.run();
  }

  /** Settles when nothing is written any more; after a lost lease it flushes nothing. */
  async end(loss: Loss): Promise<void> {
    const { tenure } = this;
    this.ending.abort();
    if (loss === 'expired') tenure?.drop();
    else await tenure?.release().catch((error: unknown) => this.notStored(error));
  }

  /** Called from time to time. Never throws. */
  async flush(): Promise<void> {
    const { tenure } = this;
    if (tenure === undefined) return;
    try {
      await tenure.flush();
      this.unstored = undefined;
    } catch (error) {
      if (error instanceof Fenced) tenure.fail(error);
      this.notStored(error);
    }
  }

  /** How many sequences the log is ahead; compares what was folded with the log. Never throws. */
  async lag(): Promise<number | undefined> {
    try {
      const end = await this.tenure?.verify();
      return end === undefined ? undefined : Math.max(0, end - this.position);
    } catch {
      // A log that lost facts has failed the tenure, which says so; an engine that is away does too.
      return undefined;
    }
  }

  private async run(): Promise<void> {
    const { signal } = this.ending;
    while (!signal.aborted) {
      try {
        await this.readOn();
      } catch (error) {
        if (!signal.aborted) await this.recover(error);
      }
    }
  }

  private async readOn(): Promise<void> {
    if (this.tenure === undefined) {
      this.tenure = this.begin();
      await this.tenure.load();
    }
    if (this.ending.signal.aborted) return;
    await this.tenure.fold(() => this.opened());
    if (!this.ending.signal.aborted) throw new BusAway('the engine ended the reading of its log');
  }

  private begin(): Tenure {
    const { replica, incarnation } = this.ownership;
    this.isLive = false;
    return new Tenure(this.parts, this.partition, `${replica}.${incarnation}.${++loads}`, {
      advanced: () => this.advanced(),
      live: () => (this.isLive = true),
    });
  }

  private async recover(cause: unknown): Promise<void> {
    if (cause instanceof Fenced) this.parts.events.fenced();
    const lost = cause instanceof Fenced || cause instanceof ProjectionBroken;
    if (lost || this.tenure?.sound !== true) {
      this.tenure?.drop();
      this.tenure = undefined;
      this.isLive = false;
    }
    this.stopped(cause);
    const waitMs = Math.min(RETRY_MS * 2 ** this.retries, RETRY_MS_MAX);
    this.retries++;
    await pause(waitMs, this.ending.signal);
    if (cause instanceof Fenced) await this.ownership.refresh();
  }

  private opened(): void {
    // What stopped at a fact is over only when that fact is folded.
    if (!this.atFact) this.reason = undefined;
  }

  private advanced(): void {
    if (this.retries === 0) return;
    this.retries = 0;
    this.atFact = false;
    this.reason = undefined;
  }

  private stopped(cause: unknown): void {
    const atFact = stopsPartition(cause);
    const fenced = cause instanceof Fenced;
    const at = atFact ? ` after fact ${this.position}` : '';
    const name = `partition ${this.partition} of ${this.parts.name}`;
    const reason = `${name} stands still${at}: ${explained(cause)}`;
    // A new owner may claim a partition before we hear of it: that is how it is meant.
    if (reason !== this.reason) this.parts.log[fenced ? 'warn' : 'error'](reason);
    this.reason = reason;
    this.atFact = atFact;
  }

  private notStored(error: unknown): void {
    if (error instanceof Fenced) return;
    const { name, events } = this.parts;
    const why = `outputs of partition ${this.partition} of ${name} are not stored: ${explained(error)}`;
    this.unstored = why;
    events.notStored(why);
  }
}
