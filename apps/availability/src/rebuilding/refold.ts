import type { PartitionProjection, ProjectedFact } from '@liaison/bus';
import type { UserId } from '@liaison/domain';
import { Entry } from '../projections/entry.js';
import { fold, poison, userOf } from '../projections/fold.js';

/** A partition's users folded once more, as their owner folds them, and nothing else done. */
export class Refold implements Pick<PartitionProjection, 'fold' | 'poison'> {
  facts = 0;

  constructor(
    readonly entries: Map<UserId, Entry>,
    /** Told of each fact that changed a user. */
    private readonly changed: (entry: Entry) => void,
  ) {}

  fold(fact: ProjectedFact): void {
    const user = userOf(fact.aggregate);
    if (user !== undefined) {
      const entry = this.entryOf(user);
      if (fold(entry, fact)) this.changed(entry);
    }
    this.facts++;
  }

  poison({ aggregate, sequence }: Pick<ProjectedFact, 'aggregate' | 'sequence'>): void {
    const user = userOf(aggregate);
    if (user !== undefined) {
      const entry = this.entryOf(user);
      poison(entry, sequence);
      this.changed(entry);
    }
    this.facts++;
  }

  private entryOf(user: UserId): Entry {
    const known = this.entries.get(user);
    if (known !== undefined) return known;
    const entry = new Entry(user);
    this.entries.set(user, entry);
    return entry;
  }
}
