import type { EngineTimes } from '@liaison/contracts';
import type { Instant } from '@liaison/domain';
import { FactDamaged } from '../errors.js';
import type { AroundInstant, Written } from '../ports.js';
import type { FactReader } from './fact-reader.js';
import type { Aggregate, Heads } from './heads.js';
import { type Links, linkOf } from './links.js';
import type { StoredFact } from './stored-fact.js';
import type { Target } from './target.js';

/** Facts recorded after the instant that one question may look at. */
const LATER_MAX = 64;

/**
 * Finds what an aggregate was at an instant: the engine knows the first fact recorded later, and
 * each fact says where the one before it lies. So the work does not grow with the history.
 */
export class PastReader {
  constructor(
    private readonly reader: FactReader,
    private readonly heads: Heads,
    private readonly links: Links,
    private readonly times: EngineTimes,
  ) {}

  async around<F, S>(
    of: Aggregate<F, S>,
    instant: Instant,
    isEnough: (later: Written<F, S>) => boolean,
  ): Promise<AroundInstant<F, S> | 'too-many'> {
    const { last, next } = await this.boundary(of.target, instant);
    const later: Written<F, S>[] = [];
    let stored = next;
    while (stored !== undefined) {
      if (later.length >= LATER_MAX) return 'too-many';
      const { written } = await this.heads.open(of, stored);
      later.push(written);
      if (isEnough(written)) break;
      stored = await this.reader.nextByLeader(of.target, { seq: stored.sequence + 1 });
    }
    if (last === undefined) return { later };
    const { written, stored: placed } = await this.heads.open(of, last);
    return { last: { ...written, documents: placed.documents }, later };
  }

  /** The last fact recorded by the instant, and the one after it. */
  private async boundary(
    target: Target,
    instant: Instant,
  ): Promise<{ readonly last?: StoredFact | undefined; readonly next?: StoredFact | undefined }> {
    let next = await this.reader.nextByLeader(target, {
      start_time: this.momentAfter(instant),
    });
    if (next !== undefined) return { last: await this.links.read(target, linkOf(next)), next };
    let last = await this.reader.lastByLeader(target);
    // What was appended between the two readings is later than the instant.
    for (let back = 0; last !== undefined && last.recorded > instant; back++) {
      if (back >= LATER_MAX) throw new FactDamaged(`${target.name} grows faster than it is read`);
      next = last;
      last = await this.links.read(target, linkOf(last));
    }
    return { last, next };
  }

  /** The first moment of the engine's clock that is recorded as later: facts say milliseconds. */
  private momentAfter(instant: Instant): string {
    return new Date(this.times.toEngine(Date.parse(instant)) + 1).toISOString();
  }
}
