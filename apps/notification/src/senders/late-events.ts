import { type Bus, wipeMessage } from '@liaison/bus';
import { subjectOf } from '@liaison/contracts';
import type { Folds } from '../in-force/folds.js';
import type { Judged } from './judge.js';

const REFUSED = 'refused:';

/**
 * Destroys what was said of users who are erased, and was refused for that: it came after the erasure
 * had looked, or comes long after, and nobody else takes it away. What is recorded of it stays.
 */
export async function wipeLate(
  bus: Pick<Bus, 'requests'>,
  folds: Pick<Folds, 'isErased'>,
  batch: readonly Judged[],
): Promise<void> {
  for (const { taken, recorded } of batch) {
    if (!recorded.outcome.startsWith(REFUSED)) continue;
    const subject = subjectOf(taken);
    if (subject === undefined || !folds.isErased(subject)) continue;
    await wipeMessage(bus, 'EVENTS_IN', taken.sequence);
  }
}
