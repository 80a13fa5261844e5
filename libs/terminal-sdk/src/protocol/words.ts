/** An id: `[A-Za-z0-9][A-Za-z0-9_-]{0,63}`, of users and terminals at most 24 characters. */
export type Id = string;
/** RFC 3339, UTC, milliseconds: `2026-01-05T08:00:00.000Z`. */
export type Instant = string;
/** A local time to the minute in the profile's zone: `2026-01-05T09:00`. */
export type LocalTime = string;

/** What a viewer is told about a user (claim 4). */
export type Connectability =
  | 'connectable'
  | 'not-connectable'
  | 'subject-to-authorisation'
  | 'in-transfer'
  | 'unknown';

/** What a terminal is. */
export type TerminalKind = 'phone' | 'softphone' | 'browser';

/** What a changing method answers: `changed` is false where it held already. */
export interface Changed {
  readonly changed: boolean;
}

/** A method's params or result that has no member. */
export type Nothing = Readonly<Record<string, never>>;
