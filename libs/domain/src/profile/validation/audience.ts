import { AUDIENCE_MAX } from '../../limits.js';
import type { UserId } from '../../words.js';
import type { Audience } from '../document.js';
import { shortId } from './ids.js';
import { distinct, isObject, list, oneOf, onlyMembers } from './readers.js';
import { pointer, type Reader, type Report } from './report.js';

const users = list(shortId, AUDIENCE_MAX);
const others = oneOf('next');

/** A set of users, in its normal form: sorted. */
const userSet: Reader<readonly UserId[]> = (value, field, report) => {
  const read = users(value, field, report);
  if (!read) return undefined;
  distinct(
    read.map((user, index) => [pointer(field, index), user] as const),
    report,
  );
  return read.filter((user) => user !== undefined).sort();
};

const everyone: Reader<Audience> = (value, field, report) => {
  if (value === true) return { everyone: true };
  report.add(field, 'must be true');
  return undefined;
};

const except: Reader<Audience> = (value, field, report) => {
  const users = userSet(value, field, report);
  return users && { except: users };
};

const only: Reader<Audience> = (value, field, report) => {
  const users = userSet(value, field, report);
  return users && { only: users };
};

const forms = { everyone, only, except } as const;
const FORMS = ['everyone', 'only', 'except'] as const;

/** Everyone, only these or everyone except these; `others` stands beside `only` alone. */
export const audience: Reader<Audience> = (value, field, report) => {
  if (!isObject(value)) {
    report.add(field, 'must be an object');
    return undefined;
  }
  onlyMembers(value, [...FORMS, 'others'], field, report);
  const given = FORMS.filter((form) => Object.hasOwn(value, form));
  if (given.length !== 1) report.add(field, 'must have exactly one of everyone, only, except');
  const told = othersOf(value, field, report);
  const [read] = given.map((form) => forms[form](value[form], pointer(field, form), report));
  return read && 'only' in read ? { ...read, ...told } : read;
};

function othersOf(
  value: Readonly<Record<string, unknown>>,
  field: string,
  report: Report,
): { readonly others?: 'next' } {
  if (!Object.hasOwn(value, 'others')) return {};
  const at = pointer(field, 'others');
  if (!Object.hasOwn(value, 'only')) report.add(at, 'is allowed beside only, and nowhere else');
  const told = others(value['others'], at, report);
  return told === undefined ? {} : { others: told };
}
