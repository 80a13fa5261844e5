import { pointer, type Reader, type Report } from './report.js';

/** A string of this form; the message says which. */
export function matching(form: RegExp, message: string): Reader<string> {
  return (value, field, report) => {
    if (typeof value === 'string' && form.test(value)) return value;
    report.add(field, message);
    return undefined;
  };
}

/** One of these words. */
export function oneOf<T extends string>(...words: readonly T[]): Reader<T> {
  return (value, field, report) => {
    const found = words.find((word) => word === value);
    if (found === undefined) report.add(field, `must be one of ${words.join(', ')}`);
    return found;
  };
}

/** An array of at most `max`; what could not be read leaves a hole, so that indexes stay. */
export function list<T>(reader: Reader<T>, max: number): Reader<readonly (T | undefined)[]> {
  return (value, field, report) => {
    if (!Array.isArray(value)) {
      report.add(field, 'must be an array');
      return undefined;
    }
    if (value.length > max)
      report.add(field, `has ${value.length} items, at most ${max} are allowed`);
    return value.slice(0, max).map((item, index) => reader(item, pointer(field, index), report));
  };
}

/** Reports every value that stands earlier in the list already. */
export function distinct(
  values: readonly (readonly [field: string, value: string | number | undefined])[],
  report: Report,
): void {
  const seen = new Map<string | number, string>();
  for (const [field, value] of values) {
    if (value === undefined) continue;
    const first = seen.get(value);
    if (first === undefined) seen.set(value, field);
    else report.add(field, `is the same as ${first}`);
  }
}

type Readers<T> = { readonly [K in keyof T]-?: Reader<NonNullable<T[K]>> };

/** An object with these members and no other; `optional` ones may be missing. */
export function object<T extends object>(
  readers: Readers<T>,
  optional: readonly (keyof T & string)[] = [],
): Reader<Partial<T>> {
  return (value, field, report) => {
    if (!isObject(value)) {
      report.add(field, 'must be an object');
      return undefined;
    }
    onlyMembers(value, Object.keys(readers), field, report);
    const read: Partial<T> = {};
    for (const name of Object.keys(readers) as (keyof T & string)[]) {
      const at = pointer(field, name);
      if (Object.hasOwn(value, name)) {
        const member = readers[name](value[name], at, report);
        if (member !== undefined) read[name] = member;
      } else if (!optional.includes(name)) {
        report.add(at, 'is missing');
      }
    }
    return read;
  };
}

/** Reports every member but these. */
export function onlyMembers(
  value: object,
  known: readonly string[],
  field: string,
  report: Report,
): void {
  for (const name of Object.keys(value)) {
    if (!known.includes(name)) report.add(pointer(field, name), 'is not a known member');
  }
}

/** An object, and no array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
