/** The engine cannot be reached, refuses us, or went away; the message says which and what to do. */
export class BusAway extends Error {
  override readonly name: string = 'BusAway';
}

/** As `BusAway`, before anything was sent: it has not happened. */
export class NotSent extends BusAway {
  override readonly name: string = 'NotSent';
}

/** The engine runs, but a version we must not trust with facts. */
export class EngineTooOld extends Error {
  override readonly name: string = 'EngineTooOld';
}

/** A field of a stream that is not as the layout wants it, and what to do about it. */
export interface LayoutDifference {
  readonly stream: string;
  readonly field: string;
  readonly wanted: unknown;
  readonly actual: unknown;
  readonly fix: string;
}

/** A stream in the engine differs from the layout in a field that must not be changed. */
export class LayoutMismatch extends Error {
  override readonly name: string = 'LayoutMismatch';
  constructor(readonly difference: LayoutDifference) {
    const { stream, field, wanted, actual, fix } = difference;
    super(
      `stream ${stream}: ${field} is ${JSON.stringify(actual)}, ` +
        `wanted is ${JSON.stringify(wanted)}; ${fix}`,
    );
  }
}

/** The engine answered an append with an error that is no conflict: nothing was stored. */
export class AppendRejected extends Error {
  override readonly name: string = 'AppendRejected';
  constructor(
    readonly code: number,
    description: string,
  ) {
    super(`the engine does not store it: ${description} (${code})`);
  }
}

/** Nobody answered in time: it may have happened or not. */
export class RequestTimedOut extends Error {
  override readonly name: string = 'RequestTimedOut';
}

/** Nobody listens on the subject: it has not happened. */
export class NobodyThere extends Error {
  override readonly name: string = 'NobodyThere';
}

/**
 * Whether a request came to nothing because of the way to its answer: the engine is away, nobody
 * listens, or nobody answered in time. It may have happened, but for `NotSent` and `NobodyThere`.
 */
export function isBusAway(error: unknown): boolean {
  return [BusAway, NobodyThere, RequestTimedOut].some((kind) => error instanceof kind);
}

/** Nobody answers for a partition: its box does not run, or cannot load it. */
export class OwnerAway extends Error {
  override readonly name: string = 'OwnerAway';
}

/** The engine answers, but not with what a stream holds: nothing is known. */
export class StreamUnreadable extends Error {
  override readonly name: string = 'StreamUnreadable';
  constructor(
    readonly stream: string,
    why: string,
  ) {
    super(`${stream} cannot be read: ${why}`);
  }
}

/** Somebody else has written where we are the owner no longer: drop the partition, load it again. */
export class Fenced extends Error {
  override readonly name: string = 'Fenced';
}

/** The key store does not answer: nobody guesses (I11). */
export class KeysAway extends Error {
  override readonly name: string = 'KeysAway';
}

/** A store of rows or keys does not answer, or takes nothing; nothing is known about what it holds. */
export class StoreAway extends Error {
  override readonly name: string = 'StoreAway';
}

/** There is neither a key nor a tombstone for a user who must have one: an alarm. */
export class KeyMissing extends Error {
  override readonly name: string = 'KeyMissing';
}

/** A box cannot be opened any more: its user's key has a tombstone. */
export class ErasedUser extends Error {
  override readonly name: string = 'ErasedUser';
}

/** A stored fact is not what its subject, its followers or its schema say: somebody changed the log. */
export class FactDamaged extends Error {
  override readonly name: string = 'FactDamaged';
}

/** A fact we made breaks its own schema or the engine's limits: a bug, never appended. */
export class FactMalformed extends Error {
  override readonly name: string = 'FactMalformed';
}

/** Too many others wrote the same aggregate at once. */
export class Contention extends Error {
  override readonly name: string = 'Contention';
}

/** Two handlers for one verb. */
export class DuplicateCommand extends Error {
  override readonly name: string = 'DuplicateCommand';
}
