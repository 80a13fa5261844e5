import { BadToken, isId } from '@liaison/contracts';

/*
 * Every name in a store is made here; outside text cannot widen one: what does not fit throws
 * `BadToken`.
 */

/** Of a secret's name and owner; an owner of secrets may be an app: `_auth`. */
const TOKEN = /^[A-Za-z0-9_-]{1,64}$/;
const TOKENS_MAX = 4;

/** The value that tells whether the master key is the right one. */
export const CHECK = 'check';

/** `availability.3.alice`; a row's key may have several tokens (`alice.bob`). */
export function rowKey(projection: string, partition: number, key: string): string {
  return `${rowsPlace(projection, partition)}.${rowId(key)}`;
}

/** A row's key, where its place says whose it is. */
export function rowId(key: string): string {
  return tokens("a row's key", key);
}

/** `availability.3.>` */
export function rowKeysOf(projection: string, partition: number): string {
  return `${rowsPlace(projection, partition)}.>`;
}

/** `mark.availability.3`: how far the partition's rows are stored. */
export function markKey(projection: string, partition: number): string {
  return `mark.${rowsPlace(projection, partition)}`;
}

/** `availability.3.*`: of keys of one token. */
export function shortRowKeysOf(projection: string, partition: number): string {
  return `${rowsPlace(projection, partition)}.*`;
}

/** `key.alice`: the wrapped key, or the tombstone. */
export function keyOfUser(user: string): string {
  return `key.${id("a user's id", user)}`;
}

/** `secret.alice.refresh.f1` */
export function secretOf(user: string, name: string): string {
  return `secret.${token("a secret's owner", user)}.${tokens("a secret's name", name)}`;
}

/** `secret.alice.>` */
export function secretsOf(user: string): string {
  return `secret.${ownerOfSecrets(user)}.>`;
}

/** A user, or an app: `_auth`. */
export function ownerOfSecrets(user: string): string {
  return token("a secret's owner", user);
}

export function userId(user: string): string {
  return id("a user's id", user);
}

/** `login.<fingerprint>`: who holds a login. */
export function loginOf(fingerprint: string): string {
  return `login.${token("a login's fingerprint", fingerprint)}`;
}

/** `held.alice.<fingerprint>`: that a user holds, or was about to hold, a login. */
export function heldBy(user: string, fingerprint: string): string {
  return `held.${id("a user's id", user)}.${token("a login's fingerprint", fingerprint)}`;
}

/** `held.alice.*` */
export function allHeldBy(user: string): string {
  return `held.${id("a user's id", user)}.*`;
}

/** The fingerprint in a key made by `heldBy`. */
export function fingerprintIn(held: string): string {
  return held.slice(held.lastIndexOf('.') + 1);
}

/** `availability.3`: whose rows they are. */
export function rowsPlace(projection: string, partition: number): string {
  if (!Number.isInteger(partition) || partition < 0) {
    throw new BadToken('a partition', String(partition));
  }
  return `${id('a projection', projection)}.${partition}`;
}

function id(what: string, text: string): string {
  if (!isId(text)) throw new BadToken(what, text);
  return text;
}

function token(what: string, text: string): string {
  if (!TOKEN.test(text)) throw new BadToken(what, text);
  return text;
}

function tokens(what: string, text: string): string {
  const parts = text.split('.');
  if (parts.length > TOKENS_MAX || !parts.every((part) => TOKEN.test(part))) {
    throw new BadToken(what, text);
  }
  return text;
}
