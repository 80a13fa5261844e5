import type { Instant } from '@liaison/domain';
import { UUID_V7_PATTERN } from '../ids.js';
import { ID_CHARS_MAX, USER_ID_CHARS_MAX, idPattern } from '../tokens.js';
import { type Schema, pattern, titled, words } from './schema.js';

const idTitle = (charsMax: number): string =>
  `an id: 1 to ${charsMax} letters, digits, - or _, beginning with a letter or digit`;

/** An id of anything but a user or a terminal. */
export const id = titled(idTitle(ID_CHARS_MAX), pattern(idPattern(ID_CHARS_MAX)));
/** An id of a user or a terminal. */
export const userId = titled(idTitle(USER_ID_CHARS_MAX), pattern(idPattern(USER_ID_CHARS_MAX)));
export const terminalId = userId;

/** Of an instant, without the ends of the text. */
export const INSTANT_PATTERN =
  '\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d\\.\\d{3}Z';
export const CALL_NUMBER_PATTERN = '^\\+[1-9]\\d{1,14}$';

/** RFC 3339, UTC, milliseconds. */
export const instant: Schema<Instant> = titled(
  'an instant: RFC 3339, UTC, with milliseconds (2026-01-05T08:00:00.000Z)',
  pattern(`^${INSTANT_PATTERN}$`),
);

/** E.164: `+` and digits only. */
export const callNumber = titled(
  'a number: E.164, + and digits only (+33140000000)',
  pattern(CALL_NUMBER_PATTERN),
);

/** A UUIDv7 of the caller's. */
export const commandId = titled('a UUIDv7 in small letters', pattern(UUID_V7_PATTERN));

/** A UUIDv8 made of a command. */
export const factId = titled(
  'a UUIDv8',
  pattern('^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$'),
);

export const TERMINAL_KINDS = ['phone', 'softphone', 'browser'] as const;
export const terminalKind = words(...TERMINAL_KINDS);
export const network = words('websocket', 'http');
export const connectability = words(
  'connectable',
  'not-connectable',
  'subject-to-authorisation',
  'in-transfer',
  'unknown',
);
export const availabilityState = words('available', 'not-available', 'transfer', 'unknown');
