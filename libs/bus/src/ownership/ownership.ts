import type { JsonObject, Meter } from '@liaison/contracts';
import { Logger } from '@nestjs/common';
import type { Bus } from '../connection.js';
import { LeaseBoard, type Member } from './lease-board.js';
import { Lease, REPLICA_LEASE } from './lease.js';
import { ownerOf } from './rendezvous.js';
import { type Loss, type OwnershipListener, PartitionTurns } from './partition-turns.js';

export interface OwnershipOptions {
  readonly bus: Bus;
  /** Replicas of the same app share its partitions. */
  readonly app: string;
  /** Name of this one, an id; a restarted replica of the same name need not wait for its old lease. */
  readonly replica: string;
  /** Told to the others by its lease. */
  readonly about?: JsonObject;
  readonly meter?: Meter;
  /** Monotonic milliseconds, for tests. */
  readonly clock?: () => number;
  /** How long its lease holds; else {@link REPLICA_LEASE}'s. Whole seconds, for tests. */
  readonly ttlMs?: number;
}

/** What is done before the lease is asked for; why it is not done yet, for readiness. */
export interface Preparation {
  /** Throws nothing; `signal`: nobody else owns anything any more, or this replica stops. */
  done(signal: AbortSignal): Promise<void>;
  fault(): string;
}

/**
 * Which partitions this replica owns: by rendezvous hash over the live leases of its app, never by
 * traffic, so that idle partitions have an owner too. All are released when its own lease is over by
 * its own clock; a replica that leaves stops its work first and resigns then.
 */
export class Ownership {
  readonly replica: string;
  private readonly log = new Logger('ownership');
  private readonly lease: Lease;
  private readonly board: LeaseBoard;
  private readonly turns: {
    readonly listener: OwnershipListener;
    readonly all: PartitionTurns[];
  }[] = [];
  private share: ReadonlySet<number> = new Set();
  private stopping: Promise<void> | undefined;
  private readonly leaving = new AbortController();
  private preparation: Preparation | undefined;
  private preparing: Promise<void> | undefined;
  private readonly meterOwned: (count: number) => void;

  constructor(private readonly options: OwnershipOptions) {
    const { bus, app, replica, about, meter, clock, ttlMs = REPLICA_LEASE.ttlMs } = options;
    this.replica = replica;
    this.lease = new Lease({
      ...REPLICA_LEASE,
      ttlMs,
      bus,
      subject: bus.subjects.replicaLease(app, replica),
      ...(about === undefined ? {} : { about }),
      ...(meter === undefined ? {} : { meter }),
      ...(clock === undefined ? {} : { clock }),
    });
    this.board = new LeaseBoard(bus, bus.subjects.replicaLeases(app));
    const owned = meter?.gauge('liaison_partitions_owned', 'Partitions this replica owns');
    this.meterOwned = (count) => owned?.set(count);
  }

  /**
   * To be done before the lease is asked for, beside the others who own what will be ours; where there
   * are none, or none any more, it is left. Called before `start`.
   */
  prepare(preparation: Preparation): void {
    this.preparation = preparation;
  }

  /**
   * Resolves when the lease is held and the others are known, or when something is prepared before;
   * gains are told from then on.
   */
  async start(): Promise<void> {
    const share = (loss: Loss) => (): void => this.divide(loss);
    this.board.onJoined(share('moved'));
    this.board.onLeft(share('moved'));
    this.board.onRead(share('moved'));
    this.lease.onAcquired(share('moved'));
    this.lease.onLost(() => {
      this.divide('expired');
      return this.settled();
    });
    await this.board.start();
    if (this.preparation === undefined || this.others().length === 0) return this.lease.start();
    this.preparing = this.prepared(this.preparation);
  }

  /** The other replicas of the app that are alive. */
  others(): readonly Member[] {
    return [...this.board.members().values()].filter(({ id }) => id !== this.replica);
  }

  /** Tells of gains and losses from now on, beginning with what is owned already. */
  add(listener: OwnershipListener): void {
    const partitions = [...Array(this.options.bus.subjects.partitions).keys()];
    const failed = (error: unknown): void =>
      this.log.error(`a change of owner failed: ${String(error)}`);
    this.turns.push({
      listener,
      all: partitions.map((p) => new PartitionTurns(p, listener, failed)),
    });
    this.tell('moved');
  }

  /** Whether our lease holds now, by our own clock; asked before every write. */
  valid(): boolean {
    return this.lease.valid();
  }

  owns(partition: number): boolean {
    return this.share.has(partition) && this.valid();
  }

  /** Ascending. */
  owned(): readonly number[] {
    return this.valid() ? [...this.share].sort((a, b) => a - b) : [];
  }

  /** Different after every loss of the lease. */
  get incarnation(): string {
    return this.lease.incarnation;
  }

  /** Reads again who is alive: after a sign that somebody else owns what we own. */
  refresh(): Promise<void> {
    return this.board.refresh();
  }

  /** For readiness: what is wrong, or undefined. */
  fault(): string | undefined {
    if (this.valid()) return undefined;
    if (this.preparing !== undefined) return this.preparation?.fault();
    const { app, replica } = this.options;
    return `replica ${replica} of ${app} holds no lease: look whether the engine answers`;
  }

  /** Releases all in order, resigns, so that the others take over at once. Idempotent. */
  stop(): Promise<void> {
    return (this.stopping ??= this.leave());
  }

  private async leave(): Promise<void> {
    this.share = new Set();
    this.leaving.abort();
    await this.preparing;
    this.tell('leaving');
    await this.settled();
    await this.lease.resign();
    await this.board.stop();
  }

  private async prepared(preparation: Preparation): Promise<void> {
    const alone = new AbortController();
    this.board.onLeft(() => {
      if (this.board.current && this.others().length === 0) alone.abort();
    });
    await preparation.done(AbortSignal.any([alone.signal, this.leaving.signal]));
    this.preparing = undefined;
    if (!this.leaving.signal.aborted) await this.lease.start();
  }

  private divide(loss: Loss): void {
    if (this.stopping !== undefined) return;
    // While we cannot see the others, what we have stays ours as long as the lease holds.
    const valid = this.valid();
    if (valid && !this.board.current) return;
    this.share = valid ? this.computed() : new Set();
    this.tell(valid ? loss : 'expired');
  }

  private computed(): ReadonlySet<number> {
    const { bus, replica } = this.options;
    const members = new Set([...this.board.members().keys(), replica]);
    const partitions = [...Array(bus.subjects.partitions).keys()];
    return new Set(partitions.filter((p) => ownerOf(p, members) === replica));
  }

  private tell(loss: Loss): void {
    this.meterOwned(this.share.size);
    for (const { all } of this.turns) {
      for (const [p, turns] of all.entries()) {
        turns.want(this.share.has(p) ? this.lease.incarnation : undefined, loss);
      }
    }
  }

  private async settled(): Promise<void> {
    await Promise.all(this.turns.flatMap(({ all }) => all.map((turns) => turns.settled())));
  }
}
