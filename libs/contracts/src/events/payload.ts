import type { Fault } from '@liaison/domain';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Json } from '../facts/envelope.js';

/**
 * What a declared schema may not use: each lets whoever writes it stop the process that checks (a
 * regular expression, a recursion, a comparison of all with all), or means nothing here.
 */
const REFUSED_KEYWORDS: ReadonlySet<string> = new Set([
  '$ref',
  '$dynamicRef',
  '$recursiveRef',
  '$id',
  'id',
  '$async',
  'pattern',
  'patternProperties',
  'uniqueItems',
]);
/** Their members are names or values, not keywords. */
const NAMES: ReadonlySet<string> = new Set([
  'properties',
  'definitions',
  '$defs',
  'dependentSchemas',
  'dependencies',
]);
const VALUES: ReadonlySet<string> = new Set(['const', 'enum', 'default', 'examples', 'required']);
const DEPTH_MAX = 32;

/** A declared schema, ready: answers the first fault of an event's `data`, its pointer from the event. */
export type PayloadCheck = (data: Json | undefined) => Fault | undefined;

/** A declared schema that cannot be used; `fault.field` points into the schema. */
export interface UnfitSchema {
  readonly fault: Fault;
}

/**
 * Makes a declared schema (JSON Schema draft 7) ready to check the data of events. Whoever takes a
 * declaration refuses it where this answers a fault; formats are not checked.
 */
export function compilePayload(schema: Json): PayloadCheck | UnfitSchema {
  const fault = unfit(schema, '', 0);
  if (fault !== undefined) return { fault };
  try {
    const { $schema: _, ...rest } = schema as Record<string, Json>;
    // A compiler each: what one service declares is nobody else's, and goes when it goes.
    const ajv = new Ajv({ strict: false, validateFormats: false, logger: false });
    return checkOf(ajv.compile(typeof schema === 'boolean' ? schema : rest));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { fault: { field: '', message: message.slice(0, 256) } };
  }
}

function checkOf(validate: ValidateFunction): PayloadCheck {
  return (data) => {
    if (data === undefined) return { field: '/data', message: 'must be there, as JSON' };
    if (validate(data)) return undefined;
    const [error] = validate.errors ?? [];
    return error === undefined ? { field: '/data', message: 'breaks the schema' } : faultOf(error);
  };
}

function faultOf({ instancePath, message, keyword }: ErrorObject): Fault {
  return {
    field: `/data${instancePath}`.slice(0, 512),
    message: (message ?? keyword).slice(0, 256),
  };
}

function unfit(schema: Json, field: string, depth: number): Fault | undefined {
  if (typeof schema === 'boolean') return undefined;
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
    return { field, message: 'must be a JSON Schema: an object or a boolean' };
  }
  return inside({ value: schema, field, depth, names: false });
}

/** A place in a schema; `names`: its members are names, not keywords. */
interface Place {
  readonly value: Json | undefined;
  readonly field: string;
  readonly depth: number;
  readonly names: boolean;
}

function inside(place: Place): Fault | undefined {
  const { value, field, depth, names } = place;
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth > DEPTH_MAX) return { field, message: `is nested deeper than ${DEPTH_MAX}` };
  const keywords = !names && !Array.isArray(value);
  for (const [key, member] of Object.entries(value)) {
    const keyword = keywords ? key : '';
    const at = `${field}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const fault = memberFault(keyword, { value: member, field: at, depth: depth + 1 });
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function memberFault(keyword: string, member: Omit<Place, 'names'>): Fault | undefined {
  if (REFUSED_KEYWORDS.has(keyword)) {
    return { field: member.field, message: `${keyword} is not taken` };
  }
  if (VALUES.has(keyword)) return undefined;
  return inside({ ...member, names: NAMES.has(keyword) });
}
