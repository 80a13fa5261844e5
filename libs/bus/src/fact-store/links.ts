import { FactDamaged } from '../errors.js';
import { BoundedCache, type CacheBounds } from './bounded-cache.js';
import type { FactReader } from './fact-reader.js';
import type { StoredFact } from './stored-fact.js';
import type { Target } from './target.js';

/** What a walk back along an aggregate needs of a fact. */
export interface Link {
  readonly sequence: number;
  readonly id: string;
  readonly command: string;
  readonly time: string;
  /** Id of the fact before; undefined: this is the first. */
  readonly previous: string | undefined;
  /** Where it lies: a hint, confirmed by its id. */
  readonly previousSequence: number | undefined;
}

const LINK_BYTES = 400;
const REMEMBERED: CacheBounds = { entriesMax: 20_000, bytesMax: 20_000 * LINK_BYTES };

export function linkOf(stored: StoredFact): Link {
  const { id, command, time, previous } = stored.envelope;
  const { sequence, previousSequence } = stored;
  return { sequence, id, command, time, previous, previousSequence };
}

/** Facts as links, the recent ones remembered: many commands on one aggregate look at the same ones. */
export class Links {
  private readonly remembered = new BoundedCache<number, { link: Link; bytes: number }>(REMEMBERED);

  constructor(private readonly reader: Pick<FactReader, 'at'>) {}

  remember(stored: StoredFact): void {
    this.remembered.put(stored.sequence, { link: linkOf(stored), bytes: LINK_BYTES });
  }

  /** The fact before, and whether it had to be read. Throws `FactDamaged` where the chain is broken. */
  async before(
    target: Target,
    link: Link,
  ): Promise<{ readonly link: Link | undefined; readonly read: boolean }> {
    const { previous, previousSequence } = link;
    if (previous === undefined) return { link: undefined, read: false };
    const known = this.remembered.get(previousSequence ?? 0);
    if (known?.link.id === previous) return { link: known.link, read: false };
    const before = await this.read(target, link);
    return { link: before && linkOf(before), read: true };
  }

  /** The fact before, whole. Throws as `before` does. */
  async read(target: Target, link: Link): Promise<StoredFact | undefined> {
    const { previous, previousSequence, sequence } = link;
    if (previous === undefined) return undefined;
    if (previousSequence === undefined || previousSequence >= sequence) {
      throw new FactDamaged(`fact ${sequence} does not say where the one before it lies`);
    }
    const before = await this.reader.at(target, previousSequence);
    if (before.envelope.id !== previous) {
      throw new FactDamaged(
        `fact ${sequence} follows ${previous}, but ${previousSequence} is ${before.envelope.id}`,
      );
    }
    this.remember(before);
    return before;
  }
}
