import { describe, expect, it } from '@jest/globals';
import { rowsOf, typeInWords } from './in-words.js';

describe('a type in words', () => {
  it.each([
    [{ type: 'string', const: 'x' }, '"x"'],
    [{ type: 'boolean', const: true }, 'true'],
    [{ type: 'string', enum: ['a', 'b'] }, '"a" or "b"'],
    [{ type: 'string', minLength: 1, maxLength: 9 }, 'text, 1 to 9 characters'],
    [{ type: 'string', minLength: 0, maxLength: 9 }, 'text, up to 9 characters'],
    [{ type: 'string', pattern: '^a$' }, 'text like ^a$'],
    [{ type: 'string', pattern: '^a$', title: 'an a' }, 'an a'],
    [{ type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER }, 'integer, from 1'],
    [{ type: 'integer', minimum: 1, maximum: 30_000 }, 'integer, 1 to 30000'],
    [
      { type: 'array', items: { type: 'boolean' }, minItems: 0, maxItems: 3 },
      'list of true or false, up to 3 items',
    ],
    [{ type: 'array', items: [{ type: 'null' }, { type: 'object' }] }, 'list: null, then object'],
    [{ oneOf: [{ type: 'null' }, { type: 'number' }, { type: 'null' }] }, 'null, or number'],
    [{}, 'any JSON'],
  ])('%j is %s', (schema, words) => {
    expect(typeInWords(schema)).toBe(words);
  });
});

it('the members of a message are told with what is inside of them', () => {
  const text = { type: 'string' };
  const rule = { type: 'object', properties: { start: text, end: text }, required: ['start'] };
  const rows = rowsOf({
    type: 'object',
    properties: { rules: { type: 'array', items: rule, description: 'When' }, as: rule },
    required: ['rules'],
  });
  expect(rows.map(({ path, isRequired, about }) => [path, isRequired, about])).toEqual([
    ['rules', true, 'When'],
    ['rules[].start', true, ''],
    ['rules[].end', false, ''],
    ['as', false, ''],
    ['as.start', true, ''],
    ['as.end', false, ''],
  ]);
});

const of = (type: string, required: readonly string[]) => ({
  type: 'object',
  properties: { state: { type } },
  required,
});

it('what alternatives share is told once, and is required where all of them require it', () => {
  expect(rowsOf({ oneOf: [of('null', ['state']), of('string', [])] })).toEqual([
    { path: 'state', type: 'null, or text', isRequired: false, about: '' },
  ]);
});
