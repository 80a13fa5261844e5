import type { Schema } from './document.js';

/** Beyond it a bound says nothing to a reader. */
const TELLING_MAX = 1_000_000_000_000;

/** A schema's type in a few words: `list of text`, `"a" or "b"`, `integer 1 to 30000`. */
export function typeInWords(schema: Schema): string {
  if (schema.title !== undefined) return schema.title;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined)
    return schema.enum.map((word) => JSON.stringify(word)).join(' or ');
  if (schema.oneOf !== undefined) return alternatives(schema.oneOf);
  return WORDS[schema.type ?? '']?.(schema) ?? 'any JSON';
}

const numberInWords = ({ type = '', minimum, maximum }: Schema): string =>
  `${type}${range(minimum, maximum)}`;

const WORDS: Readonly<Record<string, (schema: Schema) => string>> = {
  string: textInWords,
  integer: numberInWords,
  number: numberInWords,
  array: listInWords,
  boolean: () => 'true or false',
  object: () => 'object',
  null: () => 'null',
};

function alternatives(schemas: readonly Schema[]): string {
  return [...new Set(schemas.map(typeInWords))].join(', or ');
}

function textInWords({ pattern, minLength, maxLength }: Schema): string {
  const written = pattern === undefined ? '' : ` like ${pattern}`;
  return `text${range(minLength === 0 ? undefined : minLength, maxLength, ' characters')}${written}`;
}

/** Whether a list has a schema for each place, and not one for all. */
function isInOrder(items: Schema['items']): items is readonly Schema[] {
  return Array.isArray(items);
}

function listInWords({ items, minItems, maxItems }: Schema): string {
  if (isInOrder(items)) return `list: ${items.map(typeInWords).join(', then ')}`;
  const of = items === undefined ? 'anything' : typeInWords(items);
  return `list of ${of}${range(minItems === 0 ? undefined : minItems, maxItems, ' items')}`;
}

/** ` 1 to 10`, ` from 1`, ` up to 10`. */
function range(min: number | undefined, max: number | undefined, unit = ''): string {
  const top = max === undefined || max > TELLING_MAX ? undefined : max;
  if (min === undefined && top === undefined) return '';
  if (min === undefined) return `, up to ${top}${unit}`;
  return top === undefined ? `, from ${min}${unit}` : `, ${min} to ${top}${unit}`;
}

/** One member of a message: where it stands, and what may stand there. */
export interface Row {
  /** `profile.modes[].rules[].recur` */
  readonly path: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly about: string;
}

/** Deeper than any message of the protocols. */
const DEPTH_MAX = 8;

/** Every member of a schema, those inside of others below them. */
export function rowsOf(schema: Schema, path = '', depth = 0): readonly Row[] {
  if (depth > DEPTH_MAX) return [];
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    const at = path === '' ? name : `${path}.${name}`;
    const isRequired = schema.required?.includes(name) === true;
    const row = {
      path: at,
      type: typeInWords(member),
      isRequired,
      about: member.description ?? '',
    };
    return [row, ...insideOf(member, at, depth)];
  });
  const others = (schema.oneOf ?? []).flatMap((one) => rowsOf(one, path, depth + 1));
  return distinct([...own, ...others]);
}

function insideOf(member: Schema, at: string, depth: number): readonly Row[] {
  const { items } = member;
  const below = items === undefined || isInOrder(items) ? [] : [items];
  return [
    ...rowsOf(member, at, depth + 1),
    ...below.flatMap((item) => rowsOf(item, `${at}[]`, depth + 1)),
  ];
}

/** Alternatives share members: each is told once, as required where it is so in all of them that have it. */
function distinct(rows: readonly Row[]): readonly Row[] {
  const found = new Map<string, Row>();
  for (const row of rows) {
    const before = found.get(row.path);
    if (before === undefined) found.set(row.path, row);
    else found.set(row.path, merged(before, row));
  }
  return [...found.values()];
}

function merged(a: Row, b: Row): Row {
  const type = a.type === b.type ? a.type : `${a.type}, or ${b.type}`;
  return { ...a, type, isRequired: a.isRequired && b.isRequired, about: a.about || b.about };
}
