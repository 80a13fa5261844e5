import { EXPIRY_CAUSES } from '@liaison/domain';
import { integer, object, words } from '../../schema/schema.js';
import { inboxFact } from './inbox-fact.js';

export const expired = inboxFact({
  type: 'inbox.expired',
  fact: 'InboxExpired',
  open: object({ count: integer(1), cause: words(...EXPIRY_CAUSES) }),
  sealed: object({}),
});
