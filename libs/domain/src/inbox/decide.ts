import { ITEMS_ACKNOWLEDGED_MAX } from '../limits.js';
import type { Decision } from '../words.js';
import type { ExpiryCause, InboxFact } from './facts.js';
import type { Inbox } from './state.js';

type Decided = Decision<InboxFact>;

/**
 * Settles items for the user, whichever terminal says so. One that does not wait, settled before or
 * never there, is passed over: two terminals may acknowledge the same. `waits` is the ledger's word.
 */
export function acknowledgeItems(
  inbox: Inbox,
  command: { readonly items: readonly string[] },
  waits: (item: string) => boolean,
): Decided {
  const settled = new Set(inbox.acknowledged);
  const named = new Set(command.items);
  if (named.size > ITEMS_ACKNOWLEDGED_MAX) return { refused: 'too-large', field: '/ids' };
  const items = [...named].filter((item) => !settled.has(item) && waits(item)).sort();
  return items.length === 0 ? { unchanged: true } : { fact: { type: 'InboxAcknowledged', items } };
}

/** So many of the oldest items are kept no longer. */
export function expireItems(
  _inbox: Inbox,
  { count, cause }: { readonly count: number; readonly cause: ExpiryCause },
): Decided {
  return count < 1 ? { unchanged: true } : { fact: { type: 'InboxExpired', count, cause } };
}
