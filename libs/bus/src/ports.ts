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
}

/** Who asks, and why: copied into the fact's envelope. */
export interface CommandContext {
  readonly command: string;
  readonly actor: string;
  readonly correlation: string;
  readonly causation?: string;
}

/** A stored fact, opened and decoded. `F` and `S` as in its aggregate's codec. */
export interface Written<F, S> {
  readonly envelope: Fact;
  readonly fact: F;
  readonly head: S;
  readonly sequence: number;
  /** The server's timestamp. */
  readonly recorded: Instant;
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

/** Load by the last fact's head, decide, append with expectation; idempotent by command. */
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

/**
 * One partition of a projection, made when the partition is gained and dropped when it is lost.
 * All calls come one at a time. Throwing from `fold` parks the fact and calls `poison`.
 */
export interface PartitionProjection {
  /** Rows and outputs as stored; answers the sequence to read after (its checkpoint), or 'last' to
   * start from the last fact of each subject (projections without a checkpoint). */
  load(): Promise<number | 'last'>;
  fold(fact: ProjectedFact): void;
  /** A fact could not be folded: its user is shown `unknown` until it can. */
  poison(fact: Pick<ProjectedFact, 'aggregate' | 'sequence'>, reason: string): void;
  /** Reached the position the log had at the take-over: effects may begin. */
  live(): void;
  /**
   * Stores what is dirty; answers the lowest sequence whose outputs are stored (the new checkpoint),
   * undefined where it keeps none. Throws `Fenced` when somebody else has written: the projector
   * then drops the partition and loads it again.
   */
  flush(): Promise<number | undefined>;
  /** The partition is lost: no output after this returns. */
  drop(): void;
}
