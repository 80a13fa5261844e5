import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { Availability } from '../document.js';
import { isObject, object, oneOf, onlyMembers } from './readers.js';
import { pointer, type Reader } from './report.js';

const availabilityState = oneOf('available', 'not-available', 'transfer', 'unknown');

/** E.164, `+` and digits only, valid by the full metadata of its country. */
const number: Reader<string> = (value, field, report) => {
  if (typeof value === 'string' && /^\+[1-9][0-9]{1,14}$/.test(value)) {
    const parsed = parsePhoneNumberFromString(value);
    if (parsed?.isValid() && parsed.number === value) return value;
  }
  report.add(field, 'must be a valid call number in E.164: + and digits only');
  return undefined;
};

const transfer = object<{ state: 'transfer'; number: string }>({
  state: oneOf('transfer'),
  number,
});

/** One of the four states; a transfer has its number, nothing else has one. */
export const availability: Reader<Availability> = (value, field, report) => {
  if (!isObject(value)) {
    report.add(field, 'must be an object');
    return undefined;
  }
  if (value['state'] === 'transfer') return transfer(value, field, report) as Availability;
  onlyMembers(value, ['state'], field, report);
  const state = availabilityState(value['state'], pointer(field, 'state'), report);
  return state === undefined || state === 'transfer' ? undefined : { state };
};
