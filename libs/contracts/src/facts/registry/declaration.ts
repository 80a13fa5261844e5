import {
  CALLS_MAX,
  EMITS_MAX,
  EVENT_TYPE_MAX,
  EVENT_TYPE_PATTERN,
  IN_FLIGHT_MAX,
  type JsonValue,
  OPERATION_MAX,
  WANTS_MAX,
} from '@liaison/domain';
import { type Schema, both, integer, list, object, pattern, words } from '../../schema/schema.js';
import { id } from '../../schema/words.js';

/** An event's type. */
export const eventType = pattern(EVENT_TYPE_PATTERN, EVENT_TYPE_MAX);

/** The one object that is not ours to close: a service's own JSON Schema. */
const theirs: Schema<Readonly<Record<string, JsonValue>>> = {
  type: 'object',
  additionalProperties: true,
};

/** A declaration as facts keep it, its version with it. */
export const declaration = both(
  object(
    {
      emits: list(
        object({ type: eventType, about: words('user', 'nobody') }, { schema: theirs }),
        EMITS_MAX,
      ),
      wants: list(object({ type: eventType }, { from: id }), WANTS_MAX),
      delivery: words('push', 'pull'),
      calls: list(pattern('^[!-~]+$', OPERATION_MAX), CALLS_MAX),
      authentication: words('none', 'fresh'),
    },
    { inFlight: integer(1, IN_FLIGHT_MAX), retentionMs: integer(1) },
  ),
  object({ version: integer(1) }),
);
