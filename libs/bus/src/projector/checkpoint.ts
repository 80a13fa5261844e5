import type { Bus } from '../connection.js';
import { Fenced } from '../errors.js';
import { append, expecting } from '../requests/append.js';
import { CheckpointAhead } from './reasons.js';
import { LOG_START, type LogPlace, logHas } from './fact-log.js';

const CKPT = 'CKPT';
const STORE_TIMEOUT_MS = 2_000;
/** After an outcome nobody knows there is one conflict with our own record. */
const ATTEMPTS_MAX = 2;
/** A former owner may still be storing while it lets go. */
const CLAIMS_MAX = 5;

/** What is stored of a projector's partition. */
export interface CheckpointRecord {
  /** The load of the partition that wrote it: its replica, then what tells it apart. */
  readonly owner: string;
  /** The outputs of all facts up to here are stored. */
  readonly sequence: number;
  /** How far facts have been folded: outputs up to here may be stored. */
  readonly seen: LogPlace;
  /** The set of rows it speaks of; absent: the one that is called as the projection. */
  readonly rows?: string;
}

/** Where a checkpoint lies and whose it is. */
export interface CheckpointPlace {
  readonly bus: Pick<Bus, 'jsm' | 'requests'>;
  /** `subjects.checkpoint(projector, partition)` */
  readonly subject: string;
  readonly owner: string;
  /** The set of rows where there is no checkpoint yet. */
  readonly rows?: string;
}

/**
 * How far the outputs of one partition are stored, and the fence around it: every write expects our
 * own last one, so that of two owners the former one is refused.
 */
export class Checkpoint {
  private constructor(
    private readonly place: CheckpointPlace,
    private record: CheckpointRecord,
    private at: number,
    /** Another replica had it before. */
    readonly tookOver: boolean,
  ) {}

  /**
   * Reads the checkpoint and makes it ours. Throws `Fenced` where others go on writing it,
   * `CheckpointAhead` where the log no longer has what was folded.
   */
  static async claim(place: CheckpointPlace): Promise<Checkpoint> {
    return Checkpoint.claimAs(place, (record) => record);
  }

  /**
   * Makes other rows those of the partition, whoever owns it: the owner finds itself fenced and loads
   * them. `to`: how far they are folded. Throws as `claim` does.
   */
  static async handOver(place: CheckpointPlace, to: HandedOver): Promise<void> {
    const { rows, sequence, seen } = to;
    await Checkpoint.claimAs(place, (record) => ({
      owner: place.owner,
      sequence,
      seen: later(seen, record.seen),
      rows,
    }));
  }

  private static async claimAs(
    place: CheckpointPlace,
    become: (record: CheckpointRecord) => CheckpointRecord,
  ): Promise<Checkpoint> {
    const { bus, subject, owner, rows } = place;
    for (let attempt = 0; attempt < CLAIMS_MAX; attempt++) {
      const { record, sequence: at } = await last(bus, subject);
      const { owner: before, seen } = record;
      if (!(await logHas(bus, seen))) throw checkpointAhead(subject, seen.sequence);
      const first = at === 0 && rows !== undefined ? { ...record, rows } : record;
      const tookOver = before !== '' && replicaOf(before) !== replicaOf(owner);
      const next = { ...become(first), owner };
      const checkpoint = new Checkpoint(place, next, at, tookOver);
      if (await checkpoint.put(next)) return checkpoint;
    }
    throw fencedAt(subject);
  }

  /** The outputs of all facts up to here are stored; 0: of none. */
  get sequence(): number {
    return this.record.sequence;
  }

  /** The set of rows it speaks of; undefined: the one that is called as the projection. */
  get rows(): string | undefined {
    return this.record.rows;
  }

  /** Throws `Fenced` where somebody else has claimed it since. */
  async check(): Promise<void> {
    const { bus, subject, owner } = this.place;
    const { record } = await last(bus, subject);
    if (record.owner !== owner) throw fencedAt(subject);
  }

  /** Stores how far outputs are stored and facts folded. Throws `Fenced`; others: unknown. */
  async store(sequence: number, seen: LogPlace): Promise<void> {
    const { record } = this;
    if (sequence === record.sequence && seen.sequence <= record.seen.sequence) return;
    const stored = await this.put({ ...record, sequence, seen: later(seen, record.seen) });
    if (!stored) throw fencedAt(this.place.subject);
  }

  /** False: somebody else has written. */
  private async put(record: CheckpointRecord): Promise<boolean> {
    const { bus, subject, owner } = this.place;
    const body = Buffer.from(JSON.stringify(record));
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const headers = expecting(this.at);
      const stored = await append(bus.requests, { subject, body, headers }, STORE_TIMEOUT_MS);
      if (stored !== 'conflict') {
        this.at = stored.sequence;
        this.record = record;
        return true;
      }
      const found = await last(bus, subject);
      if (found.record.owner !== owner) return false;
      this.at = found.sequence;
    }
    return false;
  }
}

/** What a partition's rows are replaced by. */
export type HandedOver = Pick<CheckpointRecord, 'sequence' | 'seen'> & { readonly rows: string };

/** What is stored of a projector's partition; undefined: nothing. */
export async function checkpointOf(
  bus: Pick<Bus, 'jsm'>,
  subject: string,
): Promise<CheckpointRecord | undefined> {
  const { sequence, record } = await last(bus, subject);
  return sequence === 0 ? undefined : record;
}

/** Forgets how far a projector's partition is. */
export async function dropCheckpoint(bus: Pick<Bus, 'jsm'>, subject: string): Promise<void> {
  await bus.jsm.streams.purge(CKPT, { filter: subject });
}

const later = (one: LogPlace, other: LogPlace): LogPlace =>
  one.sequence > other.sequence ? one : other;

const replicaOf = (owner: string): string => owner.split('.', 1)[0] ?? '';

const fencedAt = (subject: string): Fenced => new Fenced(`somebody else has claimed ${subject}`);

/** Says what to do when the log ends before a checkpoint, or is another one. */
export function checkpointAhead(subject: string, sequence: number): CheckpointAhead {
  return new CheckpointAhead(
    `${subject} has outputs of facts up to sequence ${sequence}, but the log has no such fact: FACTS ` +
      'was restored from an older backup, or is another log. Restore a backup of FACTS that holds ' +
      `it; or give up what was lost: delete the projection's rows and outputs, and the message ` +
      `${subject} of stream CKPT, and it is built anew from the log as it is`,
  );
}

async function last(
  bus: Pick<Bus, 'jsm'>,
  subject: string,
): Promise<{ readonly sequence: number; readonly record: CheckpointRecord }> {
  const message = await bus.jsm.streams.getMessage(CKPT, { last_by_subj: subject });
  if (message === null) return { sequence: 0, record: { owner: '', sequence: 0, seen: LOG_START } };
  return { sequence: message.seq, record: message.json<CheckpointRecord>() };
}
