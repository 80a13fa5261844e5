import { ITEMS_ACKNOWLEDGED_MAX } from '@liaison/domain';
import { notificationMethods } from '../rpc/service.js';
import { integer, list, object } from '../schema/schema.js';
import { id, userId } from '../schema/words.js';
import { verb } from './verb.js';

/** What notification answers; `user` is the connection's, never a param. */
export const notificationVerbs = {
  'notification.fetch': verb(
    'As the method',
    object({ user: userId }, { max: integer(1, ITEMS_ACKNOWLEDGED_MAX) }),
    notificationMethods['notification.fetch'].result,
  ),
  'notification.acknowledge': verb(
    'As the method',
    object({ user: userId, ids: list(id, ITEMS_ACKNOWLEDGED_MAX, 1) }),
    notificationMethods['notification.acknowledge'].result,
  ),
};
