import { describe, expect, it } from '@jest/globals';
import type { Json } from '../facts/envelope.js';
import { compilePayload } from './payload.js';

const checkOf = (schema: Json) => {
  const check = compilePayload(schema);
  if (typeof check !== 'function') throw new Error(JSON.stringify(check));
  return check;
};

describe('a declared schema', () => {
  const check = checkOf({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: { room: { type: 'string', maxLength: 8 }, id: { type: 'integer' } },
    required: ['room'],
  });

  it('points to what breaks it', () => {
    expect(check({ room: 'A1', id: 3 })).toBeUndefined();
    expect(check({ room: 7 })).toEqual({ field: '/data/room', message: 'must be string' });
    expect(check({})).toMatchObject({ field: '/data' });
    expect(check(undefined)).toMatchObject({ field: '/data' });
  });

  it.each([
    ['no schema', 'text', ''],
    ['an unknown type', { type: 'strung' }, ''],
    ['a regular expression', { properties: { a: { pattern: '(a+)+$' } } }, '/properties/a/pattern'],
    ['a recursion', { items: { $ref: '#' } }, '/items/$ref'],
    ['an answer that comes later', { $async: true }, '/$async'],
    ['a comparison of all with all', { anyOf: [{ uniqueItems: true }] }, '/anyOf/0/uniqueItems'],
  ])('is not taken with %s', (_, schema, field) => {
    expect(compilePayload(schema as Json)).toMatchObject({ fault: { field } });
  });

  it('may name its properties as keywords are named', () => {
    expect(
      checkOf({ properties: { pattern: { type: 'string' } } })({ pattern: '(' }),
    ).toBeUndefined();
  });
});
