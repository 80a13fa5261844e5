import { type AggregateCodec, openBox } from '@liaison/contracts';
import { ErasedUser } from '../errors.js';
import type { KeyRing, UserKey, Written } from '../ports.js';
import { BoundedCache, type CacheBounds } from './bounded-cache.js';
import type { FactReader } from './fact-reader.js';
import type { StoredFact } from './stored-fact.js';
import type { Target } from './target.js';

const MIB = 1024 * 1024;
/** Last facts of aggregates. */
const HEADS: CacheBounds = { entriesMax: 20_000, bytesMax: 16 * MIB };
/** Facts read by sequence: uploads. */
const READS: CacheBounds = { entriesMax: 10_000, bytesMax: 16 * MIB };

/** A fact as stored, and what it says. */
export interface Head<F, S> {
  readonly stored: StoredFact;
  readonly written: Written<F, S>;
  readonly bytes: number;
}

/** What belongs to one aggregate in the calls below. */
export interface Aggregate<F, S> {
  readonly codec: AggregateCodec<F, S>;
  readonly target: Target;
}

/**
 * Facts of aggregates, opened and decoded. What is remembered may be stale: append on it, the guard
 * tells; never refuse on it.
 */
export class Heads {
  private readonly heads = new BoundedCache<string, Head<unknown, unknown>>(HEADS);
  private readonly reads = new BoundedCache<number, Head<unknown, unknown>>(READS);

  constructor(
    private readonly reader: FactReader,
    private readonly keys: KeyRing,
  ) {}

  /** The last fact: remembered, else from whichever server is near. */
  async near<F, S>(of: Aggregate<F, S>): Promise<Head<F, S> | undefined> {
    const remembered = this.heads.get(of.target.subject);
    // One subject, one codec: what lies under it was put there with the same types.
    if (remembered !== undefined) return remembered as Head<F, S>;
    return this.found(of, await this.reader.last(of.target));
  }

  /** The last fact by the stream's leader: everything acknowledged is seen. */
  async byLeader<F, S>(of: Aggregate<F, S>): Promise<Head<F, S> | undefined> {
    return this.found(of, await this.reader.lastByLeader(of.target));
  }

  /** A fact of the aggregate by its sequence; immutable, so it is read once. */
  async at<F, S>(of: Aggregate<F, S>, sequence: number): Promise<Written<F, S>> {
    const remembered = this.reads.get(sequence);
    if (remembered?.stored.envelope.subject === of.target.name) {
      return remembered.written as Written<F, S>;
    }
    const head = await this.open(of, await this.reader.at(of.target, sequence));
    this.reads.put(sequence, head);
    return head.written;
  }

  /** Opens and decodes; throws `ErasedUser` for a box whose key is gone. */
  async open<F, S>(of: Aggregate<F, S>, stored: StoredFact): Promise<Head<F, S>> {
    const { sealed, ...envelope } = stored.envelope;
    const { id, type, subject, data } = envelope;
    const box =
      sealed === undefined
        ? undefined
        : openBox(await this.key(of.target), { type, subject, id }, sealed);
    const { fact, head } = of.codec.decode(type, data, box);
    const { sequence, recorded, bytes } = stored;
    return {
      stored: { ...stored, envelope },
      written: { envelope, fact, head, sequence, recorded },
      bytes,
    };
  }

  /** The key the aggregate's boxes are sealed with. */
  async key(target: Target): Promise<UserKey> {
    const key = this.keys.cached?.(target.user) ?? (await this.keys.keyOf(target.user));
    if (key === 'erased')
      throw new ErasedUser(`${target.user} is erased: no box of ${target.name}`);
    return key;
  }

  put<F, S>(target: Target, head: Head<F, S>): void {
    this.heads.put(target.subject, head);
  }

  drop(target: Target): void {
    this.heads.drop(target.subject);
  }

  private async found<F, S>(
    of: Aggregate<F, S>,
    stored: StoredFact | undefined,
  ): Promise<Head<F, S> | undefined> {
    if (stored === undefined) {
      this.drop(of.target);
      return undefined;
    }
    const head = await this.open(of, stored);
    this.put(of.target, head);
    return head;
  }
}
