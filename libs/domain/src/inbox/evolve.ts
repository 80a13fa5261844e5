import type { Stamp } from '../words.js';
import type { InboxFact } from './facts.js';
import type { Inbox } from './state.js';

/** The inbox after one more fact. */
export function evolveInbox(_inbox: Inbox, fact: InboxFact, _stamp: Stamp): Inbox {
  switch (fact.type) {
    case 'InboxAcknowledged':
      return { acknowledged: fact.items };
    case 'InboxExpired':
      return { acknowledged: [] };
  }
}
