import {
  type Bus,
  Fenced,
  type KeyRing,
  type LogPlace,
  type PartitionContext,
  type PartitionProjection,
  type ProjectedFact,
  Waiters,
  checkpointOf,
} from '@liaison/bus';
import type { Clock } from '@liaison/contracts';
import { type Instant, type UserId, stateDocument } from '@liaison/domain';
import type { RowStore } from '@liaison/store';
import { Boundaries, type Triggers } from './boundaries.js';
import { Entry } from './entry.js';
import { ErasureDesk } from './erasure.js';
import type { FairShare } from './fair-share.js';
import { fold, poison, userOf } from './fold.js';
import type { Gate } from './gate.js';
import { load } from './load.js';
import { RowMarks } from './row-marks.js';
import { REBUILD, ROWS } from './row-sets.js';
import { Rows } from './rows.js';
import { SelfDesk } from './self-desk.js';
import { StateWriter } from './state-writer.js';
import { StrangerDesk } from './stranger-desk.js';
import { differs, inTurns } from './sweep.js';

/** Who changes often is stored once in so long; a take-over folds the facts of that time again. */
const ROWS_EVERY_MS = 2_000;

/** What happens in partitions, told to who counts and logs it. */
export interface Happenings {
  stateWritten(): void;
  /** A stale write of ours was refused. */
  refused(): void;
  boundaryWritten(): void;
  poisoned(user: UserId, reason: string): void;
  failed(what: string, error: unknown): void;
}

export interface AvailabilityParts {
  readonly bus: Bus;
  readonly rows: RowStore;
  readonly keys: KeyRing;
  readonly clock: Clock;
  readonly triggers: Triggers;
  /** One for all partitions. */
  readonly share: FairShare;
  /** Loads wait here: what they read must not keep the acknowledgement of a lease waiting. */
  readonly gate: Gate;
  readonly happenings: Happenings;
}

/**
 * The users of one partition, in the memory of its owner: folded from their facts, told to watchers
 * through STATE and to their own terminals through SELF, kept in rows, timed at their boundaries.
 */
export class AvailabilityPartition implements PartitionProjection {
  readonly foldsDuringFlush = true;
  private entries = new Map<UserId, Entry>();
  private folded = 0;
  /** When rows were last stored, by our own monotonic clock. */
  private savedMs = -ROWS_EVERY_MS;
  /** Up to here all outputs are stored, as the last attempt went. */
  private stored = Promise.resolve(0);
  private isLive = false;
  private dropped = false;
  /** Users with a fact between the checkpoint and the live position: told once that is reached. */
  private readonly behind = new Set<Entry>();
  private readonly states: StateWriter;
  readonly rows: Rows;
  private readonly marks: RowMarks;
  /** The fact that was folded last, where one was. */
  private last: ProjectedFact | undefined;
  private readonly boundaries: Boundaries;
  private readonly waiters = new Waiters();
  private readonly self: SelfDesk;
  private readonly erasure: ErasureDesk;
  private readonly strangers: StrangerDesk;

  constructor(
    private readonly parts: AvailabilityParts,
    private readonly context: PartitionContext,
  ) {
    const { bus, clock, happenings, triggers } = parts;
    const stillMine = (): boolean => context.stillMine();
    const entry = (user: UserId): Entry | undefined => this.entries.get(user);
    this.rows = new Rows(parts.rows, context.partition);
    this.marks = new RowMarks({ ...parts, partition: context.partition });
    this.states = new StateWriter({
      bus,
      clock,
      stillMine,
      stateWritten: () => happenings.stateWritten(),
      refused: () => happenings.refused(),
      failed: (error) => {
        happenings.failed('STATE', error);
        context.fenced();
      },
    });
    this.boundaries = new Boundaries({
      clock,
      triggers,
      stillMine,
      written: () => happenings.boundaryWritten(),
      failed: (user, error) => happenings.failed(`a boundary of ${user}`, error),
    });
    const reached = (sequence: number): Promise<void> => this.reached(sequence);
    this.self = new SelfDesk({ bus, clock, owner: context.owner, reached, stillMine, entry });
    this.strangers = new StrangerDesk(bus, clock, stillMine);
    const rebuilding = bus.subjects.checkpoint(REBUILD, context.partition);
    this.erasure = new ErasureDesk({
      bus,
      isRebuilt: async () => (await checkpointOf(bus, rebuilding)) !== undefined,
      reached,
      stillMine,
      rows: this.rows,
      states: this.states,
      entry,
      failed: (user, error) => happenings.failed(`the erasure of ${user}`, error),
    });
  }

  async load(checkpoint: number, set: string = ROWS): Promise<number> {
    this.rows.set = set;
    this.marks.set = set;
    const { happenings, gate } = this.parts;
    const { partition } = this.context;
    const poisoned = happenings.poisoned.bind(happenings);
    const loaded = await gate.pass(async () => {
      if (this.dropped) throw new Fenced(`partition ${partition} was lost before it was loaded`);
      return load({ ...this.parts, marks: this.marks, partition, set, poisoned }, checkpoint);
    });
    this.entries = loaded.entries;
    this.folded = loaded.checkpoint;
    this.stored = Promise.resolve(loaded.checkpoint);
    for (const entry of this.entries.values()) this.boundaries.watchAll(entry);
    return loaded.checkpoint;
  }

  fold(fact: ProjectedFact): void {
    this.last = fact;
    const user = userOf(fact.aggregate);
    if (user !== undefined) {
      const entry = this.entryOf(user);
      if (fold(entry, fact)) this.rows.changed(entry);
      this.changed(entry, fact.sequence);
      const { aggregate } = fact;
      this.boundaries.watch(entry, aggregate.kind === 'consent' ? aggregate.viewer : undefined);
    }
    this.advance(fact.sequence);
  }

  poison(fact: Pick<ProjectedFact, 'aggregate' | 'sequence'>, reason: string): void {
    const user = userOf(fact.aggregate);
    if (user !== undefined) {
      const entry = this.entryOf(user);
      poison(entry, fact.sequence);
      this.rows.changed(entry);
      this.changed(entry, fact.sequence);
      this.parts.happenings.poisoned(user, reason);
    }
    this.advance(fact.sequence);
  }

  live(): void {
    this.isLive = true;
    this.states.start();
    this.self.start(this.context.partition);
    this.erasure.start(this.context.partition);
    this.strangers.start(this.context.partition);
    this.boundaries.start();
    const { clock, share } = this.parts;
    const isOver = (): boolean => this.dropped;
    const seen = (entry: Entry, now: Instant): void =>
      this.self.changed(entry, stateDocument(entry.facts, now), now);
    const behind = [...this.behind];
    this.behind.clear();
    void inTurns(behind, { clock, share, isOver, seen });
    const compared = (entry: Entry, now: Instant): void => {
      if (differs(entry, now)) this.states.changed(entry, Math.max(this.folded, 1));
    };
    void inTurns(this.entries.values(), { clock, share, isOver, seen: compared });
  }

  flush(): Promise<number> {
    const isDue = performance.now() - this.savedMs >= ROWS_EVERY_MS;
    if (this.isLive && isDue) this.stored = this.save();
    return this.stored;
  }

  private async save(): Promise<number> {
    this.savedMs = performance.now();
    const upTo = this.folded;
    await this.rows.save();
    const sequence = Math.min(upTo, (this.states.lowestUnsettled() ?? Infinity) - 1);
    await this.marks.put({ sequence, seen: this.seen() });
    return sequence;
  }

  drop(): void {
    this.dropped = true;
    this.states.stop();
    this.boundaries.stop();
    this.self.stop();
    this.erasure.stop();
    this.strangers.stop();
    this.waiters.giveUp(`partition ${this.context.partition} is lost`);
  }

  /** Resolves when this fact is folded. Throws `NotReached`. */
  private async reached(sequence: number): Promise<void> {
    if (sequence > this.folded) await this.waiters.wait(sequence);
  }

  private entryOf(user: UserId): Entry {
    const known = this.entries.get(user);
    if (known !== undefined) return known;
    const entry = new Entry(user);
    this.entries.set(user, entry);
    return entry;
  }

  private changed(entry: Entry, sequence: number): void {
    if (this.isLive) {
      const now = this.parts.clock.now();
      const document = stateDocument(entry.facts, now);
      this.states.changed(entry, sequence, document);
      this.self.changed(entry, document, now);
    } else {
      this.states.changed(entry, sequence);
      this.behind.add(entry);
    }
  }

  /** Where the fact lies of which rows may be stored by now; of an unfoldable one only that it is there. */
  private seen(): LogPlace {
    const { last, folded: sequence } = this;
    if (last?.sequence !== sequence) return { sequence, recordedMs: 0 };
    return { sequence, recordedMs: this.parts.bus.times.toEngine(Date.parse(last.recorded)) };
  }

  private advance(sequence: number): void {
    this.folded = sequence;
    this.waiters.reached(sequence);
  }
}
