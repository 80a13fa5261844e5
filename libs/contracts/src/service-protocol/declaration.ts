import { eventType } from '../rpc/service.js';
import { type TypeOf, anything, integer, list, object, text, words } from '../schema/schema.js';
import { id } from '../schema/words.js';

/** Events a service may declare to emit, and to want. */
export const EMITS_MAX = 128;
export const WANTS_MAX = 128;
/** Operations a service may declare. */
export const OPERATIONS_MAX = 64;
const OPERATION_CHARS_MAX = 128;
/** Notifications that may be on their way to a service, not acknowledged yet. */
export const IN_FLIGHT_MAX = 1024;
const RETENTION_MS_MIN = 60_000;
const RETENTION_MS_MAX = 366 * 24 * 3_600_000;

/** An operation of a service, as it declares it. */
export const operation = text(OPERATION_CHARS_MAX, 1);

/** An event a service can transmit; `schema` is a JSON Schema (draft 7) of its `data`. */
export const emitted = object(
  { type: eventType, about: words('user', 'nobody') },
  { schema: anything },
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
    calls: list(operation, OPERATIONS_MAX),
    authentication,
  },
  {
    inFlight: integer(1, IN_FLIGHT_MAX),
    retentionMs: integer(RETENTION_MS_MIN, RETENTION_MS_MAX),
  },
);

/** A declaration as a service writes it. */
export type ServiceDeclaration = TypeOf<typeof declaration>;
