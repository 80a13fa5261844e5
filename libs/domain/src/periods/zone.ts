import { Temporal } from 'temporal-polyfill';

/** A name of the IANA tz database, spelt as there: no offset, no name of an ICU of its own. */
export function isKnownZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(name)) return false;
  try {
    return epoch.withTimeZone(name).timeZoneId === name;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

const epoch = Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO('UTC');
