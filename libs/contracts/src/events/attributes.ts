import type { Json } from '../facts/envelope.js';

/** Longest id of an event, in characters. */
export const EVENT_ID_CHARS_MAX = 128;
/** Longest value of any other attribute, in characters. */
export const ATTRIBUTE_CHARS_MAX = 256;
/** Attributes of one event, its extensions included. */
export const ATTRIBUTES_MAX = 32;
/** An event's time may be so far ahead of the moment the engine took it. */
export const EVENT_AHEAD_MS = 5_000;

/** CloudEvents 1.0, section 3.1: lower-case letters and digits. */
const NAME = /^[a-z0-9]{1,64}$/;
/** RFC 3986, the characters a URI reference is made of. */
const URI_REFERENCE = /^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+$/;
const TIMESTAMP = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)$/;
const CORRELATION = /^[A-Za-z0-9][A-Za-z0-9:._-]{0,127}$/;
// oxlint-disable-next-line no-control-regex -- CloudEvents 1.0, section 3.1.1: none in a text
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

const ASCII = /^[ -~]+$/;

/** What is wrong with one attribute; undefined: nothing. */
type Check = (value: unknown, expected: { readonly type: string }) => string | undefined;

const text =
  (charsMax: number): Check =>
  (value) => {
    if (typeof value !== 'string') return 'must be a text';
    if (value === '' || value.length > charsMax) return `must be 1 to ${charsMax} characters`;
    return CONTROL.test(value) ? 'must be without control characters' : undefined;
  };

/** Those CloudEvents defines, in the order they are looked at. */
export const attributeChecks: Readonly<Record<string, Check>> = {
  specversion: (value) => (value === '1.0' ? undefined : 'must be "1.0"'),
  id: (value, expected) =>
    text(EVENT_ID_CHARS_MAX)(value, expected) ??
    (ASCII.test(value as string) ? undefined : 'must be ASCII'),
  source: (value) =>
    text(ATTRIBUTE_CHARS_MAX)(value, { type: '' }) ??
    (URI_REFERENCE.test(value as string) ? undefined : 'must be a URI reference'),
  type: (value, { type }) => (value === type ? undefined : `must be "${type}", as the subject`),
};

const optionalChecks: Readonly<Record<string, Check>> = {
  time: (value) => (timeMs(value) === undefined ? 'must be RFC 3339' : undefined),
  datacontenttype: text(ATTRIBUTE_CHARS_MAX),
  dataschema: text(ATTRIBUTE_CHARS_MAX),
};

/** Milliseconds of an RFC 3339 time; undefined: it is none. */
export function timeMs(value: unknown): number | undefined {
  if (typeof value !== 'string' || !TIMESTAMP.test(value)) return undefined;
  const ms = Date.parse(value.toUpperCase());
  return Number.isNaN(ms) ? undefined : ms;
}

/** What is wrong with an attribute that may be left out, or with an extension. */
export function optionalFault(name: string, value: Json): string | undefined {
  if (!NAME.test(name)) return 'must have a name of lower-case letters and digits';
  const check = Object.hasOwn(optionalChecks, name) ? optionalChecks[name] : undefined;
  if (check !== undefined) return check(value, { type: '' });
  if (typeof value === 'boolean') return undefined;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? undefined : 'must be whole';
  // An extension may be an empty text; one about a user never is.
  return value === '' && name !== 'subject'
    ? undefined
    : text(ATTRIBUTE_CHARS_MAX)(value, { type: '' });
}

/** Whether a text can name a chain of events. */
export const isCorrelation = (value: unknown): value is string =>
  typeof value === 'string' && CORRELATION.test(value);
