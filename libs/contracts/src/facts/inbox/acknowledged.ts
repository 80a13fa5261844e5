import { ITEMS_ACKNOWLEDGED_MAX } from '@liaison/domain';
import { list, object } from '../../schema/schema.js';
import { id } from '../../schema/words.js';
import { inboxFact } from './inbox-fact.js';

export const acknowledged = inboxFact({
  type: 'inbox.acknowledged',
  fact: 'InboxAcknowledged',
  open: object({ items: list(id, ITEMS_ACKNOWLEDGED_MAX, 1) }),
  sealed: object({}),
});
