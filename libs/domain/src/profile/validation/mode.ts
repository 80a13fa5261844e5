import { RULES_MAX } from '../../limits.js';
import type { AvailabilityMode, AvailabilityRule } from '../document.js';
import { audience } from './audience.js';
import { availability } from './availability.js';
import { longId, shortId } from './ids.js';
import { list, matching, object, oneOf } from './readers.js';
import type { Reader } from './report.js';

const localTime = matching(
  /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}$/,
  'must be a local time to the minute, as 2026-01-05T09:00',
);

const order: Reader<number> = (value, field, report) => {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value + 0;
  report.add(field, 'must be an integer, 0 or more');
  return undefined;
};

const rule = object<AvailabilityRule>(
  { start: localTime, end: localTime, recur: matching(/^[^]*$/, 'must be a text') },
  ['recur'],
);

/** A mode as far as it could be read: a member with a fault is missing. */
export type ReadMode = Partial<Omit<AvailabilityMode, 'rules'>> & {
  readonly rules?: readonly (Partial<AvailabilityRule> | undefined)[];
};

/** The form of a mode; what its rules mean is checked where the zone is known. */
export const mode: Reader<ReadMode> = object<ReadMode>(
  {
    mode: longId,
    order,
    availability,
    transferTerminal: shortId,
    audience,
    notification: oneOf('immediate', 'deferred', 'on-request', 'silent'),
    rules: list(rule, RULES_MAX),
  },
  ['transferTerminal', 'rules'],
);
