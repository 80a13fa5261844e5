import {
  ID_CHARS_MAX,
  INSTANT_PATTERN,
  USER_ID_CHARS_MAX,
  UUID_V7_PATTERN,
  idPattern,
} from '@liaison/contracts';
import { Matches, ValidateIf, type ValidationOptions } from 'class-validator';

/** May be left out; where it is there it is checked, also `null`. */
export function Optional(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined);
}

/** The id of a user or a terminal. */
export function IsUserId(options: Pick<ValidationOptions, 'each'> = {}): PropertyDecorator {
  return Matches(new RegExp(idPattern(USER_ID_CHARS_MAX)), {
    ...options,
    message: `must be an id: [A-Za-z0-9][A-Za-z0-9_-]*, at most ${USER_ID_CHARS_MAX} characters`,
  });
}

/** The id of anything else. */
export function IsName(): PropertyDecorator {
  return Matches(new RegExp(idPattern(ID_CHARS_MAX)), {
    message: `must be an id: [A-Za-z0-9][A-Za-z0-9_-]*, at most ${ID_CHARS_MAX} characters`,
  });
}

/** Text of 1 to so many characters, counted as Unicode does. */
export function IsText(charsMax: number): PropertyDecorator {
  return Matches(new RegExp(`^[^]{1,${charsMax}}$`, 'u'), {
    message: `must be a text of 1 to ${charsMax} characters`,
  });
}

/** A UUIDv7 of the caller's. */
export function IsCommand(): PropertyDecorator {
  return Matches(new RegExp(UUID_V7_PATTERN), { message: 'must be a UUID version 7 (RFC 9562)' });
}

const instantWords = 'an instant (RFC 3339, UTC, milliseconds: 2026-01-05T08:00:00.000Z)';

/** RFC 3339, UTC, milliseconds. */
export function IsInstant(): PropertyDecorator {
  return Matches(new RegExp(`^${INSTANT_PATTERN}$`), { message: `must be ${instantWords}` });
}

/** How long an activation by hand shall hold. */
export function IsUntil(): PropertyDecorator {
  return Matches(new RegExp(`^(next-change|cleared|${INSTANT_PATTERN})$`), {
    message: `must be next-change, cleared or ${instantWords}`,
  });
}

/** Params of a method that changes something. */
export class Changing {
  @Optional()
  @IsCommand()
  readonly command?: string;
}
