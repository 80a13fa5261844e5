import { CALLS_MAX, EMITS_MAX, IN_FLIGHT_MAX, OPERATION_MAX, WANTS_MAX } from '@liaison/domain';
import { eventType } from '../rpc/service.js';
import { anyObject, integer, list, object, pattern, words } from '../schema/schema.js';
import { id } from '../schema/words.js';

/** An operation of a service, as it declares it: printable ASCII, no spaces. */
export const operation = pattern(`^[!-~]{1,${OPERATION_MAX}}$`);

/** An event a service can transmit; `schema` is a JSON Schema (draft 7) of its `data`. */
export const emitted = object(
  { type: eventType, about: words('user', 'nobody') },
  { schema: anyObject },
);

/** An event a service must be notified of: of every service, or `from` one. */
export const wanted = object({ type: eventType }, { from: id });

/** Whether a call needs a login of the last minute. */
export const authentication = words('none', 'fresh');

/**
 * What a service declares when it connects (C1.2): events it emits and wants, how it is notified,
 * the operations that may be called, and for how long its notifications are kept, at most.
 */
export const declaration = object(
  {
    emits: list(emitted, EMITS_MAX),
    wants: list(wanted, WANTS_MAX),
    delivery: words('push', 'pull'),
    calls: list(operation, CALLS_MAX),
    authentication,
  },
  {
    inFlight: integer(1, IN_FLIGHT_MAX),
    retentionMs: integer(1),
  },
);
