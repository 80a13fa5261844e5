import type { Instant } from '@liaison/domain';
import { UUID_V7_PATTERN } from '../ids.js';
import { ID_CHARS_MAX, USER_ID_CHARS_MAX, idPattern } from '../tokens.js';
import { type Schema, pattern, words } from './schema.js';

/** An id of anything but a user or a terminal. */
export const id = pattern(idPattern(ID_CHARS_MAX));
/** An id of a user or a terminal. */
export const userId = pattern(idPattern(USER_ID_CHARS_MAX));
export const terminalId = userId;

/** RFC 3339, UTC, milliseconds. */
export const instant: Schema<Instant> = pattern(
  '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d\\.\\d{3}Z$',
);

/** E.164: `+` and digits only. */
export const callNumber = pattern('^\\+[1-9]\\d{1,14}$');

/** A UUIDv7 of the caller's. */
export const commandId = pattern(UUID_V7_PATTERN);

/** A UUIDv8 made of a command. */
export const factId = pattern(
  '^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$',
);

export const terminalKind = words('phone', 'softphone', 'browser');
export const network = words('websocket', 'http');
export const connectability = words(
  'connectable',
  'not-connectable',
  'subject-to-authorisation',
  'in-transfer',
  'unknown',
);
export const availabilityState = words('available', 'not-available', 'transfer', 'unknown');
