import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '@liaison/contracts';
import { type Instant, stateDocument } from '@liaison/domain';
import type { Entry } from './entry.js';
import { stateBody } from './state-body.js';

/** Looked at before the event loop gets its turn. */
const AT_ONCE = 50;

/** Looks once at many users, and lets everything else go on meanwhile. */
export async function inTurns(
  entries: Iterable<Entry>,
  on: { readonly clock: Clock; isOver(): boolean; seen(entry: Entry, now: Instant): void },
): Promise<void> {
  let seen = 0;
  for (const entry of entries) {
    if (++seen % AT_ONCE === 0) await turn();
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
