import type { AvailabilityRule } from '../profile/document.js';
import { RULE_TIMES_MAX } from '../limits.js';
import { timesADay } from './day-filter.js';
import { yieldsItsStart } from './occurrence.js';
import { readRecurrence } from './recurrence.js';
import { wallMs, zonedAt } from './wall-clock.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/** An occurrence lasts at most so long, by the clock on the wall. */
export const OCCURRENCE_MAX_DAYS = 31;
/** UNTIL lies at most so long after the start. */
export const UNTIL_MAX_YEARS = 10;
/** Characters of an RRULE. */
export const RECUR_MAX = 2000;

/** What is wrong with one availability rule, and with which of its members. */
export interface RuleFault {
  readonly member: 'start' | 'end' | 'recur';
  readonly message: string;
}

/** Everything wrong with a rule; `zone` is absent where the profile names none that is known. */
export function ruleFaults(rule: AvailabilityRule, zone: string | undefined): readonly RuleFault[] {
  const start = wallMs(rule.start);
  const end = wallMs(rule.end);
  const faults: RuleFault[] = [];
  if (start === undefined) faults.push({ member: 'start', message: NO_SUCH_TIME });
  if (end === undefined) faults.push({ member: 'end', message: NO_SUCH_TIME });
  if (start !== undefined && end !== undefined) {
    const message = endFault(start, end);
    if (message !== undefined) faults.push({ member: 'end', message });
  }
  if (rule.recur !== undefined) {
    const known = start === undefined ? undefined : { local: rule.start, ms: start };
    for (const message of recurFaults(rule.recur, known, zone)) {
      faults.push({ member: 'recur', message });
    }
  }
  return faults;
}

const NO_SUCH_TIME = 'is no day of the calendar, or no time of a day';

/** On one date an end at or before the start means the next day; an earlier date is a mistake. */
function endFault(start: number, end: number): string | undefined {
  const isSameDate = Math.floor(start / DAY_MS) === Math.floor(end / DAY_MS);
  if (end < start && !isSameDate) return 'lies on a date before the start';
  const last = isSameDate && end <= start ? end + DAY_MS : end;
  if (last - start <= OCCURRENCE_MAX_DAYS * DAY_MS) return undefined;
  return `lies over ${OCCURRENCE_MAX_DAYS} days after the start`;
}

function recurFaults(
  recur: string,
  start: { readonly local: string; readonly ms: number } | undefined,
  zone: string | undefined,
): readonly string[] {
  if (recur.length > RECUR_MAX) return [`must have at most ${RECUR_MAX} characters`];
  const read = readRecurrence(recur);
  if ('wrong' in read) return read.wrong;
  if (start === undefined) return [];
  const faults: string[] = [];
  const until = read.rule.parts.get('UNTIL');
  if (until !== undefined && zone !== undefined) {
    const message = untilFault(until, start.local, zone);
    if (message !== undefined) faults.push(message);
  }
  const times = timesADay(read.rule);
  if (times > RULE_TIMES_MAX) {
    return [`yields ${times} times in a day, at most ${RULE_TIMES_MAX} are allowed`];
  }
  const isOccurrence = yieldsItsStart(start.ms, read.rule);
  return isOccurrence ? faults : [...faults, 'does not yield the start as an occurrence'];
}

function untilFault(until: string, start: string, zone: string): string | undefined {
  const [, day = '', time = ''] = /^([0-9]{8})T([0-9]{6})Z$/.exec(until) ?? [];
  const text = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T${time.slice(0, 2)}:${time.slice(2, 4)}`;
  const minutes = wallMs(text);
  if (minutes === undefined) return `UNTIL ${NO_SUCH_TIME}`;
  const ms = minutes + Number(time.slice(4)) * 1000;
  const first = zonedAt(start, zone);
  if (ms < first.epochMilliseconds) return 'UNTIL lies before the start';
  if (ms <= first.add({ years: UNTIL_MAX_YEARS }).epochMilliseconds) return undefined;
  return `UNTIL lies over ${UNTIL_MAX_YEARS} years after the start`;
}
