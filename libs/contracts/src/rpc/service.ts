import { EVENT_TYPE_MAX, EVENT_TYPE_PATTERN, ITEMS_ACKNOWLEDGED_MAX } from '@liaison/domain';
import {
  anyObject,
  anything,
  flag,
  integer,
  list,
  none,
  object,
  oneOf,
  pattern,
  text,
  titled,
  words,
} from '../schema/schema.js';
import { id, terminalId } from '../schema/words.js';
import { changes, reads } from './method.js';
import { paramLimits } from './param-limits.js';
import { changed } from './terminal.js';

/** Services one user can be shown, events in the catalogue, items fetched at once. */
const SERVICES_MAX = 1024;
const EVENTS_MAX = 4096;
const ITEMS_MAX = ITEMS_ACKNOWLEDGED_MAX;

const nothing = object({});
const service = object({ service: id });
/** 1 to 8 tokens of `[a-z0-9-]` with dots between. */
export const eventType = titled(
  'a type: 1 to 8 words of small letters, digits and - with dots between',
  pattern(EVENT_TYPE_PATTERN, EVENT_TYPE_MAX),
);
/** A CloudEvent as its service wrote it. */
export const event = anyObject;

/** Claims 1.9 and 11.3: services open to this user. */
export const serviceMethods = {
  'service.list': reads({
    about: 'Services open to this user, connected or not, activated or not',
    params: nothing,
    result: object({
      items: list(object({ service: id, connected: flag, activated: flag }), SERVICES_MAX),
    }),
    answeredBy: 'service-registry',
  }),
  'service.activate': changes({
    about: 'Activates a service for this user',
    params: service,
    result: changed,
    answeredBy: 'access-monitor',
    refusals: ['unknown-service'],
  }),
  'service.deactivate': changes({
    about: 'Deactivates a service for this user',
    params: service,
    result: changed,
    answeredBy: 'access-monitor',
    refusals: ['unknown-service'],
  }),
  'service.call': changes({
    about: 'Calls an operation of a service and gives its answer',
    params: object(
      { service: id, operation: text(paramLimits.operationChars, 1), payload: anything },
      { timeoutMs: integer(1, paramLimits.callMs) },
    ),
    result: object({ payload: anything }),
    answeredBy: 'gateway',
    refusals: [
      'unknown-service',
      'service-not-connected',
      'service-not-activated',
      'unknown-operation',
      'fresh-login-required',
      'service-error',
      'service-answer-malformed',
    ],
  }),
};

/** Claim 11.5: the catalogue of events. */
export const eventMethods = {
  'event.list': reads({
    about: 'Events of the services open to this user, or of one, with their schemas',
    params: object({}, { service: id }),
    result: object({
      items: list(
        object(
          {
            service: id,
            type: eventType,
            about: words('user', 'nobody'),
            subscribed: flag,
          },
          { schema: anything },
        ),
        EVENTS_MAX,
      ),
    }),
    answeredBy: 'service-registry',
  }),
  'event.subscribe': changes({
    about: 'Wants an event of a service',
    params: object({ service: id, type: eventType }),
    result: changed,
    answeredBy: 'access-monitor',
    refusals: ['unknown-service', 'unknown-event', 'too-many-interests'],
  }),
  'event.unsubscribe': changes({
    about: 'Wants an event no more',
    params: object({ service: id, type: eventType }),
    result: changed,
    answeredBy: 'access-monitor',
    refusals: ['unknown-service', 'unknown-event'],
  }),
};

/** A notification with the id that acknowledges it. */
export const notificationItem = object({ id, event });

/** Claims 2.8 and 5: what waits for this user. */
export const notificationMethods = {
  'notification.fetch': reads({
    about: 'What waits for the user, oldest first, in every notification mode',
    params: object({}, { max: integer(1, ITEMS_MAX) }),
    result: object({ items: list(notificationItem, ITEMS_MAX), left: integer() }),
    answeredBy: 'notification',
  }),
  'notification.acknowledge': changes({
    about: 'Settles items for the user, on all terminals; one that does not wait is passed over',
    params: object({ ids: list(id, ITEMS_MAX, 1) }),
    result: nothing,
    answeredBy: 'notification',
  }),
};

/** Claim 11.6: where an incoming call shall ring. */
export const callMethods = {
  'call.select': changes({
    about: 'Selects the terminal for an incoming call; null: none',
    params: object({ terminal: oneOf(terminalId, none) }),
    result: changed,
    answeredBy: 'access-monitor',
    refusals: ['unknown-terminal'],
  }),
};
