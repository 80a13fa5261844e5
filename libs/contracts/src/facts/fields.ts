import type { ObjectSchema } from '../schema/schema.js';
import type { JsonObject } from './envelope.js';
import { BadFact } from './errors.js';

/** The members a schema names, of whatever has them; `undefined` ones are left out. */
export function pick(from: object, schema: ObjectSchema): Record<string, JsonObject[string]> {
  const picked: Record<string, JsonObject[string]> = {};
  for (const key in schema.properties) {
    const value = (from as JsonObject)[key];
    if (value !== undefined) picked[key] = value;
  }
  return picked;
}

/** Copies a fact's own fields out of what was stored; one that must be there and is not throws. */
export function take(to: Record<string, unknown>, from: JsonObject, schema: ObjectSchema): void {
  for (const key in schema.properties) {
    const value = from[key];
    if (value !== undefined) to[key] = value;
    else if (schema.required.includes(key)) throw new BadFact(`the field ${key} is missing`);
  }
}

/** The member of that name, an object; whatever else is there throws. */
export function member(from: JsonObject | undefined, key: string): JsonObject {
  const value = from?.[key];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new BadFact(`${key} is missing`);
  }
  return value as JsonObject;
}
