import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '@liaison/contracts';
import { stateDocument } from '@liaison/domain';
import type { Entry } from './entry.js';
import { stateBody } from './state-body.js';

/** Looked at before the event loop gets its turn. */
const AT_ONCE = 100;

/**
 * Looks once at every user who was loaded: STATE can be lost or be written by an older program, and
 * then differs from the fold without any fact to say so.
 */
export async function sweep(
  entries: Iterable<Entry>,
  on: { readonly clock: Clock; isOver(): boolean; differs(entry: Entry): void },
): Promise<void> {
  let seen = 0;
  for (const entry of entries) {
    if (++seen % AT_ONCE === 0) await turn();
    if (on.isOver()) return;
    if (entry.stateFrom !== 0 || entry.facts.account.status === 'absent') continue;
    if (stateBody(stateDocument(entry.facts, on.clock.now())) !== entry.stored?.body)
      on.differs(entry);
  }
}
