import { WEEKDAYS } from './calendar.js';

/** The largest COUNT a rule may have. */
export const COUNT_MAX = 10_000;
/** The largest INTERVAL a rule may have. */
export const INTERVAL_MAX = 1000;

const FREQUENCIES = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const;
type Frequency = (typeof FREQUENCIES)[number];

/** An RRULE (RFC 5545, 3.3.10) that may stand in a profile: its parts by name, as written. */
export interface Recurrence {
  readonly frequency: Frequency;
  readonly parts: ReadonlyMap<string, string>;
}

/** What a part's value must be; undefined: it is. */
type Check = (value: string) => string | undefined;

const ORDINAL_WEEKDAY = /^([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)$/;

const checks: Readonly<Record<string, Check>> = {
  FREQ: (value) =>
    FREQUENCIES.some((frequency) => frequency === value)
      ? undefined
      : `FREQ must be one of ${FREQUENCIES.join(', ')}`,
  UNTIL: (value) =>
    /^[0-9]{8}T([01][0-9]|2[0-3])([0-5][0-9]){2}Z$/.test(value)
      ? undefined
      : 'UNTIL must be an instant in UTC, as 20270101T000000Z',
  COUNT: (value) => integer('COUNT', value, 1, COUNT_MAX),
  INTERVAL: (value) => integer('INTERVAL', value, 1, INTERVAL_MAX),
  BYSECOND: (value) => (value === '0' ? undefined : 'BYSECOND must be 0: times are to the minute'),
  BYMINUTE: (value) => list('BYMINUTE', value, 0, 59),
  BYHOUR: (value) => list('BYHOUR', value, 0, 23),
  BYDAY: (value) => weekdays(value),
  BYMONTHDAY: (value) => signedList('BYMONTHDAY', value, 31),
  BYYEARDAY: (value) => signedList('BYYEARDAY', value, 366),
  BYWEEKNO: (value) => signedList('BYWEEKNO', value, 53),
  BYMONTH: (value) => list('BYMONTH', value, 1, 12),
  BYSETPOS: (value) => signedList('BYSETPOS', value, 366),
  WKST: (value) =>
    WEEKDAYS.some((weekday) => weekday === value) ? undefined : 'WKST must be a weekday, as MO',
};

/**
 * What may not stand together: the notes of RFC 5545, 3.3.10, under its table; and, "not allowed
 * here", what the library that expands rules does wrongly or without a bound. Two rules say the same.
 */
const combinations: readonly {
  readonly clashes: (rule: Recurrence) => boolean;
  readonly message: string;
}[] = [
  {
    clashes: ({ parts }) => parts.has('COUNT') && parts.has('UNTIL'),
    message: 'COUNT and UNTIL exclude each other',
  },
  {
    clashes: ({ frequency, parts }) => frequency !== 'YEARLY' && parts.has('BYWEEKNO'),
    message: 'BYWEEKNO is for FREQ=YEARLY alone',
  },
  {
    clashes: ({ frequency, parts }) => frequency !== 'YEARLY' && parts.has('BYYEARDAY'),
    message: 'BYYEARDAY is for FREQ=YEARLY alone',
  },
  {
    clashes: ({ parts }) => parts.has('BYWEEKNO') && hasAny(parts, 'BYMONTHDAY', 'BYSETPOS'),
    message: 'BYWEEKNO is not allowed here beside BYMONTHDAY or BYSETPOS',
  },
  {
    clashes: ({ parts }) =>
      parts.has('BYYEARDAY') && hasAny(parts, 'BYWEEKNO', 'BYMONTHDAY', 'BYDAY'),
    message: 'BYYEARDAY is not allowed here beside BYWEEKNO, BYMONTHDAY or BYDAY',
  },
  {
    clashes: ({ frequency, parts }) =>
      frequency === 'YEARLY' && hasOrdinal(parts) && hasPlainWeekday(parts),
    message: 'BYDAY with and without numbers is not allowed here in one rule of FREQ=YEARLY',
  },
  {
    clashes: ({ frequency, parts }) => frequency === 'WEEKLY' && parts.has('BYMONTHDAY'),
    message: 'BYMONTHDAY is not for FREQ=WEEKLY',
  },
  {
    clashes: ({ frequency, parts }) =>
      hasOrdinal(parts) && frequency !== 'MONTHLY' && frequency !== 'YEARLY',
    message: 'BYDAY with a number is for FREQ=MONTHLY and FREQ=YEARLY alone',
  },
  {
    clashes: ({ parts }) => hasOrdinal(parts) && parts.has('BYWEEKNO'),
    message: 'BYDAY with a number is not allowed beside BYWEEKNO',
  },
  {
    clashes: ({ parts }) =>
      parts.has('BYSETPOS') &&
      ![...parts.keys()].some((name) => name.startsWith('BY') && name !== 'BYSETPOS'),
    message: 'BYSETPOS needs another BY part beside it',
  },
];

/** Reads an RRULE without its name (`FREQ=WEEKLY;BYDAY=MO`), or says everything wrong with it. */
export function readRecurrence(
  text: string,
): { readonly rule: Recurrence } | { readonly wrong: readonly string[] } {
  const wrong: string[] = [];
  const parts = new Map<string, string>();
  for (const part of text.split(';')) {
    const { name, value, message } = readPart(part);
    if (message !== undefined) wrong.push(message);
    else if (parts.has(name)) wrong.push(`${name} stands in it twice`);
    else parts.set(name, value);
  }
  if (!/(^|;)FREQ=/.test(text)) wrong.push('FREQ is missing');
  const frequency = FREQUENCIES.find((known) => known === parts.get('FREQ'));
  if (frequency === undefined) return { wrong };
  const rule = { frequency, parts };
  wrong.push(...combinations.filter((c) => c.clashes(rule)).map((c) => c.message));
  return wrong.length > 0 ? { wrong } : { rule };
}

function readPart(part: string): { name: string; value: string; message: string | undefined } {
  const [, name = '', value = ''] = /^([A-Z]+)=(.+)$/.exec(part) ?? [];
  const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
  const message = check ? check(value) : `has a part that is not known: ${shown(part)}`;
  return { name, value, message };
}

function integer(name: string, value: string, least: number, most: number): string | undefined {
  if (/^[0-9]{1,6}$/.test(value) && Number(value) >= least && Number(value) <= most)
    return undefined;
  return `${name} must be ${least} to ${most}`;
}

function list(name: string, value: string, least: number, most: number): string | undefined {
  const isWrong = value.split(',').some((item) => integer(name, item, least, most) !== undefined);
  return isWrong ? `${name} must be numbers from ${least} to ${most}` : undefined;
}

function signedList(name: string, value: string, most: number): string | undefined {
  const isWrong = value
    .split(',')
    .some((item) => integer(name, item.replace(/^[+-]/, ''), 1, most) !== undefined);
  return isWrong ? `${name} must be numbers from 1 to ${most} or from -1 to -${most}` : undefined;
}

function weekdays(value: string): string | undefined {
  const isWrong = value.split(',').some((item) => {
    const [found, ordinal] = ORDINAL_WEEKDAY.exec(item) ?? [];
    if (found === undefined) return true;
    const size = Math.abs(Number(ordinal ?? 1));
    return size < 1 || size > 53;
  });
  return isWrong ? 'BYDAY must be weekdays, as MO,TU or -1FR' : undefined;
}

function hasAny(parts: ReadonlyMap<string, string>, ...names: readonly string[]): boolean {
  return names.some((name) => parts.has(name));
}

function hasOrdinal(parts: ReadonlyMap<string, string>): boolean {
  return /[0-9]/.test(parts.get('BYDAY') ?? '');
}

function hasPlainWeekday(parts: ReadonlyMap<string, string>): boolean {
  return /(^|,)[A-Z]/.test(parts.get('BYDAY') ?? '');
}

function shown(part: string): string {
  return JSON.stringify(part.length > 40 ? `${part.slice(0, 40)}…` : part);
}
