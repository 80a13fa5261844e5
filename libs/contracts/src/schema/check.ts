import type { Fault } from '@liaison/domain';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Schema } from './schema.js';

/** Faults told of one value. */
const FAULTS_MAX = 32;

/** With the schema beside each error: what was wanted is said in its words. */
const first = new Ajv({ strict: true, verbose: true });
const all = new Ajv({ strict: true, allErrors: true, verbose: true });
const compiled = new WeakMap<Schema, ValidateFunction>();
const compiledAll = new WeakMap<Schema, ValidateFunction>();

/** The first fault of a value, or none; the schema is compiled at its first use. */
export function checkFirst(schema: Schema, value: unknown): readonly Fault[] {
  return check(compile(first, compiled, schema), value);
}

/** The faults of a value, at most `FAULTS_MAX`; the schema is compiled at its first use. */
export function checkAll(schema: Schema, value: unknown): readonly Fault[] {
  return check(compile(all, compiledAll, schema), value);
}

function compile(
  ajv: Ajv,
  cache: WeakMap<Schema, ValidateFunction>,
  schema: Schema,
): ValidateFunction {
  const known = cache.get(schema);
  if (known !== undefined) return known;
  const made = ajv.compile(schema);
  cache.set(schema, made);
  return made;
}

const NO_FAULTS: readonly Fault[] = [];

function check(validate: ValidateFunction, value: unknown): readonly Fault[] {
  if (validate(value)) return NO_FAULTS;
  return (validate.errors ?? []).slice(0, FAULTS_MAX).map(faultOf);
}

function faultOf(error: ErrorObject): Fault {
  const params = error.params as { missingProperty?: string; additionalProperty?: string };
  const member = params.missingProperty ?? params.additionalProperty;
  const field = error.instancePath + (member === undefined ? '' : `/${escaped(member)}`);
  return { field, message: messageOf(error) };
}

function messageOf({ keyword, message = keyword, parentSchema, params }: ErrorObject): string {
  if (keyword === 'enum') {
    const { allowedValues } = params as { allowedValues: readonly unknown[] };
    return `must be one of ${allowedValues.join(', ')}`;
  }
  const title: unknown = parentSchema?.['title'];
  return keyword === 'pattern' && typeof title === 'string' ? `must be ${title}` : message;
}

/** A member's name in a JSON pointer (RFC 6901). */
const escaped = (member: string): string => member.replaceAll('~', '~0').replaceAll('/', '~1');
