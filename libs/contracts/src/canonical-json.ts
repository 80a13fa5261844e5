import type { Json, JsonObject } from './facts/envelope.js';

/** A value has no canonical form: a number that is no safe integer, or text that is no Unicode. */
export class NotCanonical extends Error {
  override readonly name = 'NotCanonical';
}

/** Text that JSON writes as it is; short ones are looked through, which is the common case. */
const PLAIN_CHARS_MAX = 64;

/** `String.prototype.isWellFormed` (ECMAScript 2024) is there since Node 20; the compiler's library is older. */
interface Unicode {
  isWellFormed(): boolean;
}

/**
 * RFC 8785 over I-JSON (RFC 7493), integers only: members sorted by UTF-16 code unit, `undefined`
 * left out. Throws `NotCanonical`.
 */
export function canonicalJson(value: Json | object): string {
  return write(value as Json);
}

function write(value: Json): string {
  if (typeof value === 'string') return text(value);
  if (typeof value === 'number') return integer(value);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (value === null) return 'null';
  return Array.isArray(value) ? list(value) : members(value as JsonObject);
}

function list(values: readonly Json[]): string {
  if (values.length > 1 && values.every(isText)) return texts(values);
  let out = '[';
  for (let at = 0; at < values.length; at++) {
    out += at === 0 ? write(values[at]!) : `,${write(values[at]!)}`;
  }
  return `${out}]`;
}

const isText = (value: Json): boolean => typeof value === 'string';

/** Lists of ids are long, and written at once. */
function texts(values: readonly Json[]): string {
  for (const value of values) refuseHalves(value as string);
  return JSON.stringify(values);
}

function members(value: JsonObject): string {
  let out = '{';
  for (const key of sortedKeys(value)) {
    const member = value[key];
    if (member === undefined) continue;
    out += out.length === 1 ? `${text(key)}:${write(member)}` : `,${text(key)}:${write(member)}`;
  }
  return `${out}}`;
}

/** Most of our objects are small, and many are written in order already. */
function sortedKeys(value: JsonObject): string[] {
  const keys = Object.keys(value);
  for (let at = 1; at < keys.length; at++) {
    if (keys[at - 1]! > keys[at]!) return keys.sort();
  }
  return keys;
}

function integer(value: number): string {
  if (!Number.isSafeInteger(value)) {
    throw new NotCanonical(`${value} is no integer up to 2^53-1: give integers in small units`);
  }
  return value === 0 ? '0' : String(value);
}

function text(value: string): string {
  if (isPlain(value)) return `"${value}"`;
  refuseHalves(value);
  return JSON.stringify(value);
}

function refuseHalves(value: string): void {
  if (!(value as unknown as Unicode).isWellFormed()) {
    throw new NotCanonical('a text holds half a surrogate pair: it is no Unicode text');
  }
}

function isPlain(value: string): boolean {
  if (value.length > PLAIN_CHARS_MAX) return false;
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code < 0x20 || code > 0x7e || code === 0x22 || code === 0x5c) return false;
  }
  return true;
}
