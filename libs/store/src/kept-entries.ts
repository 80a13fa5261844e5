import type { KeyEntry } from './key-store.js';
import type { Wrapping } from './wrapping.js';

const TOMBSTONE = Buffer.from('erased');
const KEY = 'key';
const SECRET = 'secret';
const LOGIN = 'login';

/** The tombstone of a user, as it lies in a backup. */
export function tombstoneOf(user: string): KeyEntry {
  return { place: `${KEY}.${user}`, value: TOMBSTONE, user };
}

/** The user whose tombstone an entry is; undefined: it is something else. */
export function erasedIn({ place, value, user }: KeyEntry): string | undefined {
  return place === `${KEY}.${user}` && TOMBSTONE.equals(value) ? user : undefined;
}

/**
 * What lies at a place, as it is kept in a backup; undefined: it is no key, secret or login, and every
 * store makes it by itself. Throws `StoreDamaged` for a login that does not open.
 */
export function entryAt(
  wrapping: Wrapping,
  place: string,
  value: Uint8Array,
): KeyEntry | undefined {
  const [what, owner = ''] = place.split('.');
  if (what === KEY || what === SECRET) return { place, value, user: owner };
  if (what !== LOGIN) return undefined;
  return { place, value, user: Buffer.from(wrapping.unwrap(place, value)).toString() };
}

/** Whether a login lies at a place. */
export const isLogin = ({ place }: KeyEntry): boolean => place.startsWith(`${LOGIN}.`);

/** The part of a login's place that stands for the login. */
export const fingerprintOf = ({ place }: KeyEntry): string => place.slice(LOGIN.length + 1);
