import type { Clock } from '@liaison/contracts';
import { type Instant, stateDocument } from '@liaison/domain';
import type { Entry } from './entry.js';
import type { FairShare } from './fair-share.js';
import { stateBody } from './state-body.js';

/** Looks once at many users, and lets everything else go on meanwhile. */
export async function inTurns(
  entries: Iterable<Entry>,
  on: {
    readonly clock: Clock;
    readonly share: FairShare;
    isOver(): boolean;
    seen(entry: Entry, now: Instant): void;
  },
): Promise<void> {
  for (const entry of entries) {
    await on.share.next();
    if (on.isOver()) return;
    on.seen(entry, on.clock.now());
  }
}

/**
 * Whether STATE is not what was folded though no fact says so: it was lost, or written by an older
 * program. What is being written anyway is not looked at.
 */
export function differs(entry: Entry, now: Instant): boolean {
  if (entry.stateFrom !== 0 || entry.facts.account.status === 'absent') return false;
  return stateBody(stateDocument(entry.facts, now)) !== entry.stored?.body;
}
