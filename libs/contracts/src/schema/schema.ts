import type { Json, JsonObject } from '../facts/envelope.js';

declare const described: unique symbol;

/** A JSON Schema (draft 7, as AsyncAPI 3 reads it) that remembers which type it describes. */
export interface Schema<T = unknown> extends JsonObject {
  readonly [described]?: T;
}

/** The type a schema describes. */
export type TypeOf<S> = S extends Schema<infer T> ? T : never;

/** A schema of an object: its members can be looked through. */
export interface ObjectSchema<T = unknown> extends Schema<T> {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, Schema>>;
  readonly required: readonly string[];
}

type Members = Readonly<Record<string, Schema>>;
type Flat<T> = { readonly [K in keyof T]: T[K] };
type Required<R extends Members> = { readonly [K in keyof R]: TypeOf<R[K]> };
type Optional<O extends Members> = { readonly [K in keyof O]?: TypeOf<O[K]> };

/** A closed object: no member but these. */
export function object<R extends Members>(required: R): ObjectSchema<Required<R>>;
export function object<R extends Members, O extends Members>(
  required: R,
  optional: O,
): ObjectSchema<Flat<Required<R> & Optional<O>>>;
export function object(required: Members, optional: Members = {}): ObjectSchema {
  return {
    type: 'object',
    properties: { ...required, ...optional },
    required: Object.keys(required),
    additionalProperties: false,
  };
}

/** The members of two closed objects as one. */
export function both<A, B>(a: ObjectSchema<A>, b: ObjectSchema<B>): ObjectSchema<Flat<A & B>> {
  return {
    type: 'object',
    properties: { ...a.properties, ...b.properties },
    required: [...a.required, ...b.required],
    additionalProperties: false,
  };
}

/** An object whose members' names are ids. */
export function map<T>(
  name: Schema<string>,
  value: Schema<T>,
  membersMax: number,
): Schema<Readonly<Record<string, T>>> {
  return {
    type: 'object',
    propertyNames: name,
    additionalProperties: value,
    maxProperties: membersMax,
  };
}

/** A list of at most `itemsMax`. */
export function list<T>(items: Schema<T>, itemsMax: number, itemsMin = 0): Schema<readonly T[]> {
  return { type: 'array', items, minItems: itemsMin, maxItems: itemsMax };
}

/** A list of two in this order. */
export function pair<A, B>(first: Schema<A>, second: Schema<B>): Schema<readonly [A, B]> {
  return {
    type: 'array',
    items: [first, second],
    additionalItems: false,
    minItems: 2,
    maxItems: 2,
  };
}

/** One of these schemas, exactly. */
export function oneOf<S extends readonly Schema[]>(...schemas: S): Schema<TypeOf<S[number]>> {
  return { oneOf: schemas };
}

/** One of these closed objects, exactly. */
export function either<S extends readonly ObjectSchema[]>(
  ...of: S
): ObjectSchema<TypeOf<S[number]>> {
  return { type: 'object', properties: {}, required: [], oneOf: of };
}

/** One of these texts. */
export function words<const W extends string>(...of: readonly W[]): Schema<W> {
  return { type: 'string', enum: of };
}

/** This text alone. */
export function word<const W extends string>(only: W): Schema<W> {
  return { type: 'string', const: only };
}

/** Text of at most so many characters. */
export function text(charsMax: number, charsMin = 0): Schema<string> {
  return { type: 'string', minLength: charsMin, maxLength: charsMax };
}

/** Text of this pattern (ECMA-262). */
export function pattern(source: string, charsMax?: number): Schema<string> {
  return {
    type: 'string',
    pattern: source,
    ...(charsMax === undefined ? {} : { maxLength: charsMax }),
  };
}

/** An integer between two bounds. */
export function integer(min = 0, max: number = Number.MAX_SAFE_INTEGER): Schema<number> {
  return { type: 'integer', minimum: min, maximum: max };
}

/** Any number. */
export const number: Schema<number> = { type: 'number' };

/** Any JSON value. */
export const anything: Schema<Json> = {};

/** `true` or `false`. */
export const flag: Schema<boolean> = { type: 'boolean' };

/** `true` alone: absent otherwise. */
export const yes: Schema<true> = { type: 'boolean', const: true };

/** `false` alone. */
export const no: Schema<false> = { type: 'boolean', const: false };

/** `null`. */
export const none: Schema<null> = { type: 'null' };

/** Any object. */
export const anyObject: Schema<JsonObject> = { type: 'object' };

/** The same schema with a sentence about what it is for. */
export function about<S extends Schema>(description: string, schema: S): S {
  return { ...schema, description };
}

/** The same schema with what it is in words: documentation and refusals say them, not the pattern. */
export function titled<S extends Schema>(title: string, schema: S): S {
  return { ...schema, title };
}
