import type { AggregateCodec, AggregateName, Fact, JsonObject, Refusal } from '@liaison/contracts';
import type { Decision, Instant, UserId } from '@liaison/domain';

/** A user's key: `id` is what boxes name (`1`), `bytes` are 32. */
export interface UserKey {
  readonly id: string;
  readonly bytes: Uint8Array;
}

/**
 * Where boxes get their keys; `libs/store` implements it over KeyStore, with a bounded cache.
 * `keyOf` throws `KeysAway` when the store does not answer and `KeyMissing` when there is neither
 * key nor tombstone (an alarm, never an empty user).
 */
export interface KeyRing {
  keyOf(user: UserId): Promise<UserKey | 'erased'>;
  /** What `keyOf` would answer if it is at hand: folds do not wait then. Never a destroyed key. */
  cached?(user: UserId): UserKey | 'erased' | undefined;
}

/** Who asks, and why: copied into the fact's envelope. */
export interface CommandContext {
  readonly command: string;
  readonly actor: string;
  readonly correlation: string;
  readonly causation?: string;
  /**
   * The domain's names of the facts this command may come to (`['ModeActivated']`): where the same
   * command is found to have come to another one, it is refused as `command-reused`.
   */
  readonly produces?: readonly string[];
  /** W3C trace context, carried in the fact's headers. */
  readonly traceparent?: string;
}

/** A stored fact, opened and decoded. `F` and `S` as in its aggregate's codec. */
export interface Written<F, S> {
  /** Without `sealed`: the box is opened. */
  readonly envelope: Fact;
  readonly fact: F;
  readonly head: S;
  readonly sequence: number;
  /** The server's timestamp by our clock; of a fact this process has just appended, its `time`. */
  readonly recorded: Instant;
}

/** A fact, and, for profiles, the sequence of each upload named in its head, in the head's order. */
export interface Placed<F, S> extends Written<F, S> {
  readonly documents: readonly number[];
}

/** An aggregate around an instant. */
export interface AroundInstant<F, S> {
  /** Recorded by then; absent: none was. */
  readonly last?: Placed<F, S>;
  /** Recorded later, oldest first. */
  readonly later: readonly Written<F, S>[];
}

/** What a decision sees: the head, the last fact it came from, and, for profiles, its uploads. */
export interface Current<F, S> {
  readonly state: S;
  readonly last?: Written<F, S>;
  /** Later of our clock and the last fact's `time`. */
  readonly now: Instant;
  /** Profiles only: the sequence of each upload named in the head, in the head's order. */
  readonly documents: readonly number[];
  /** Reads a fact of this aggregate by sequence; immutable, so cached. */
  read(sequence: number): Promise<Written<F, S>>;
}

/** What an append came to. */
export type Outcome<F, S> =
  | { readonly accepted: Written<F, S>; readonly repeated: boolean }
  | { readonly unchanged: Current<F, S> }
  | { readonly refused: Refusal }
  | { readonly unknown: true };

/**
 * Load by the last fact's head, decide, append with expectation; idempotent by command. Commands on
 * one aggregate in one process take turns, so `decide` must not execute on the same one; it may be
 * called more than once, so it changes nothing.
 */
export interface FactStore {
  execute<F, S>(
    codec: AggregateCodec<F, S>,
    aggregate: AggregateName,
    context: CommandContext,
    decide: (current: Current<F, S>) => Decision<F> | Promise<Decision<F>>,
  ): Promise<Outcome<F, S>>;
  /** A leader read of the last fact; undefined: none. Throws `ErasedUser` for a sealed fact whose key is gone. */
  last<F, S>(
    codec: AggregateCodec<F, S>,
    aggregate: AggregateName,
  ): Promise<Written<F, S> | undefined>;
  /** The first fact of an aggregate: what it began with. Throws as `last` does. */
  first<F, S>(
    codec: AggregateCodec<F, S>,
    aggregate: AggregateName,
  ): Promise<Written<F, S> | undefined>;
  /**
   * What a decision would have seen when the stream was as far as this sequence: later facts of the
   * aggregate aside. `now` is the last fact's `time`. Throws as `last` does.
   */
  upTo<F, S>(
    codec: AggregateCodec<F, S>,
    aggregate: AggregateName,
    sequence: number,
  ): Promise<Current<F, S>>;
  /**
   * What the aggregate was at an instant: its last fact recorded by then, as the leader has it, and
   * those recorded later up to the first that `isEnough`. `too-many`: 64 were not enough. A few
   * reads, however long the history. Throws as `last` does.
   */
  around<F, S>(
    codec: AggregateCodec<F, S>,
    aggregate: AggregateName,
    instant: Instant,
    isEnough: (later: Written<F, S>) => boolean,
  ): Promise<AroundInstant<F, S> | 'too-many'>;
  /** A fact of the aggregate by its sequence; immutable, so cached. Throws as `last` does. */
  read<F, S>(
    codec: AggregateCodec<F, S>,
    aggregate: AggregateName,
    sequence: number,
  ): Promise<Written<F, S>>;
  /**
   * The last fact with its box left shut, so it needs no key. By whichever server is near it may be
   * old: accept on it, refuse on the leader's alone. undefined: there is none.
   */
  lastShut(aggregate: AggregateName, by: 'near' | 'leader'): Promise<Fact | undefined>;
}

/** A fact as a projection meets it. */
export interface ProjectedFact {
  readonly aggregate: AggregateName;
  readonly envelope: Fact;
  /** Opened box; `'erased'`: the user's key has a tombstone. */
  readonly box: JsonObject | 'erased' | undefined;
  readonly sequence: number;
  readonly recorded: Instant;
}

/** What a projection of one partition is given when it is made; valid until it is dropped. */
export interface PartitionContext {
  readonly partition: number;
  /** Unique to this load of the partition: replica, incarnation of its lease, count. */
  readonly owner: string;
  /** Asked before every output: false once the lease has run out by our own clock, or after `drop`. */
  stillMine(): boolean;
  /** Says that an output was refused because somebody else has written: dropped and loaded again. */
  fenced(): void;
}

/** Makes the projection of a partition; called at every load, so also after a fence. */
export type ProjectionFactory = (
  partition: number,
  context: PartitionContext,
) => PartitionProjection;

/**
 * One partition of a projection, made when the partition is gained and dropped when it is lost.
 * Calls come one at a time (`drop` excepted). Throwing from `fold` parks the fact and calls `poison`,
 * but `UnknownFactType`, which stops the partition; a fold that throws is tried again, so it must
 * have changed nothing.
 */
export interface PartitionProjection {
  /** `fold`, `poison` and `live` may come while `flush` waits: it answers for what it found. */
  readonly foldsDuringFlush?: true;
  /**
   * Rows and outputs as stored. `checkpoint`: the stored one, 0 if there is none; it has been claimed
   * before, so no former owner can move it any more. Answers the sequence to read after (normally
   * `checkpoint`; 0 rebuilds), or 'last' to start from the last fact of each subject (projections
   * without a checkpoint). `rows`: the set of rows it speaks of, where that is not called as the
   * projection: they were built anew.
   */
  load(checkpoint: number, rows?: string): Promise<number | 'last'>;
  fold(fact: ProjectedFact): void;
  /** A fact could not be folded: its user is shown `unknown` until it can. */
  poison(fact: Pick<ProjectedFact, 'aggregate' | 'sequence'>, reason: string): void;
  /** Reached the position the log had at the take-over: effects may begin. */
  live(): void;
  /**
   * Stores what is dirty; answers the lowest sequence whose outputs are stored (the new checkpoint),
   * undefined where it keeps none. Called every 500 ms, in turns with other partitions, and at an orderly release. Throws `Fenced`
   * when somebody else has written: the projector then drops the partition and loads it again. Any
   * other error: called again, and readiness says so.
   */
  flush(): Promise<number | undefined>;
  /** The partition is lost: no output after this returns. May come while `load` or `flush` waits. */
  drop(): void;
}
