import { EVENT_TYPE_MAX, ITEMS_ACKNOWLEDGED_MAX, PARKING_CODES } from '@liaison/domain';
import { notificationMethods } from '../rpc/service.js';
import { changed } from '../rpc/terminal.js';
import {
  type TypeOf,
  anyObject,
  both,
  integer,
  list,
  object,
  pattern,
  text,
  words,
} from '../schema/schema.js';
import { id, instant, userId } from '../schema/words.js';
import { ID_CHARS_MAX } from '../tokens.js';
import { verb } from './verb.js';

/** Parked notifications one page of `parked.list` holds at most. */
export const PARKED_PAGE_MAX = 100;
/** Characters of a sender's own id of an event, as it wrote it. */
const NAME_CHARS_MAX = 256;

const ofCopy = object({ service: id, copy: id });

/** A notification that was taken out of its service's way; `from`: the service that sent it. */
const parked = object({
  service: id,
  copy: id,
  code: words(...PARKING_CODES),
  attempts: integer(),
  at: instant,
  from: id,
  type: text(EVENT_TYPE_MAX),
  event: text(NAME_CHARS_MAX),
});
export type ParkedNotification = TypeOf<typeof parked>;

/** Where a page goes on: behind a fact of a service. */
const place = pattern(`^[A-Za-z0-9_-]{1,${ID_CHARS_MAX}}\\.\\d{1,15}$`);

const ofOperators = {
  'parked.list': verb(
    'Notifications of services, or of one, that are parked, by service, as they were parked; `next` begins the next page as `after`',
    object({}, { service: id, after: place, max: integer(1, PARKED_PAGE_MAX) }),
    object({ items: list(parked, PARKED_PAGE_MAX) }, { next: place }),
  ),
  'parked.show': verb(
    'A parked notification with the event as it would be handed over; `expires`: kept until then',
    ofCopy,
    both(parked, object({ body: anyObject }, { expires: instant })),
  ),
  'parked.replay': verb('Hands a parked notification over once more', ofCopy, changed),
};

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
  ...ofOperators,
};
