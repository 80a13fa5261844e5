import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { factTypes } from './catalogue.js';
import { checkBox, checkFact } from './check.js';
import { codecs } from './codecs.js';
import type { Fact, Json, JsonObject } from './envelope.js';
import { UnknownFactType } from './errors.js';
import { wholeType } from './fact-type.js';
import { boxSchemas, factSchemaOf, factSchemas } from './schemas.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const goldens = Object.keys(codecs).flatMap((kind) =>
  readdirSync(`${here}${kind}/golden`).map((file) => {
    const golden = JSON.parse(readFileSync(`${here}${kind}/golden/${file}`, 'utf8')) as JsonObject;
    const fact = JSON.parse(golden['stored'] as string) as Fact;
    return { type: fact.type, fact, box: golden['box'] as JsonObject | undefined };
  }),
);

/** The objects of a schema that do not say which members they may have. */
function open(schema: Json | undefined, path = ''): string[] {
  if (Array.isArray(schema)) return schema.flatMap((item, at) => open(item, `${path}/${at}`));
  if (typeof schema !== 'object' || schema === null) return [];
  const members = schema as JsonObject;
  const isOpen = members['type'] === 'object' && members['additionalProperties'] === undefined;
  const within = Object.entries(members).flatMap(([key, value]) => open(value, `${path}/${key}`));
  return isOpen ? [path, ...within] : within;
}

describe('the schemas of facts', () => {
  it('are closed, boxes too', () => {
    const all = [...factSchemas, ...boxSchemas].flatMap(([type, schema]) => open(schema, type));
    expect(all).toEqual([]);
    expect(open({ type: 'object', properties: { a: { type: 'object' } } })).toHaveLength(2);
  });

  it('are there for every type', () => {
    expect([...factSchemas.keys()]).toEqual(factTypes.map((t) => wholeType(t.type, t.version)));
    expect(() => factSchemaOf('liaison.profile.mode-activated.v2')).toThrow(UnknownFactType);
  });

  describe.each(goldens)('$type', ({ type, fact, box }) => {
    it('refuses a member more, in the envelope, in data, in the head, in the box', () => {
      expect(checkFact({ ...fact, surplus: 1 } as Fact)).not.toEqual([]);
      expect(checkFact({ ...fact, data: { ...fact.data, surplus: 1 } })).toEqual([
        { field: '/data/surplus', message: expect.any(String) },
      ]);
      const head = fact.data['head'] as JsonObject | undefined;
      if (head !== undefined) {
        const data = { ...fact.data, head: { ...head, surplus: 1 } };
        expect(checkFact({ ...fact, data })).not.toEqual([]);
      }
      expect(checkBox(type, { ...box, surplus: 1 })).not.toEqual([]);
    });

    const members = Object.keys(fact).filter((member) => member !== 'type');

    it.each(members)('refuses a fact without %s, or with null or another kind there', (member) => {
      const { [member as keyof Fact]: value, ...rest } = fact;
      expect(checkFact(rest as Fact).length > 0).toBe(member !== 'causation');
      for (const other of [null, typeof value === 'number' ? '1' : 1]) {
        expect(checkFact(Object.assign({}, fact, { [member]: other }))).not.toEqual([]);
      }
    });

    it('refuses null and another kind as any member of its box', () => {
      expect.hasAssertions();
      expect(checkBox(type, box)).toEqual([]);
      for (const member of Object.keys(box ?? {})) {
        expect(checkBox(type, { ...box, [member]: null })).not.toEqual([]);
        expect(checkBox(type, { ...box, [member]: { a: 0.5 } })).not.toEqual([]);
      }
    });

    it('is of its own aggregate', () => {
      const other = type.includes('.selection.') ? 'profile.alice' : 'selection.alice';
      expect(checkFact({ ...fact, subject: other })).not.toEqual([]);
      expect(checkFact({ ...fact, subject: `${fact.subject}.*` })).not.toEqual([]);
    });
  });

  const [first] = goldens;
  it.each([
    ['a first fact that names one before it', { revision: 1, previous: first?.fact.id }],
    ['a later fact that names none', { revision: 2, previous: undefined }],
    ['revision 0', { revision: 0 }],
    ['a revision that is no integer', { revision: 1.5 }],
    ['a time to the second', { time: '2026-01-05T08:00:00Z' }],
    ['a time of no month', { time: '2026-13-05T08:00:00.000Z' }],
    ['a time elsewhere', { time: '2026-01-05T08:00:00.000+01:00' }],
    ['a command that is neither a UUIDv7 nor a trigger', { command: 'please' }],
    ['an actor nobody is', { actor: 'alice' }],
    ['an id that is drawn', { id: '019b8d2b-8c00-7b2a-9000-000000000000' }],
    ['a box that is none', { sealed: 'A256GCM.1.short.short' }],
  ])('refuse %s', (_, change) => {
    const registered = goldens.find(({ type }) => type === 'liaison.account.registered.v1');
    const fact = JSON.parse(JSON.stringify({ ...registered?.fact, ...change })) as Fact;
    expect(checkFact(registered?.fact as Fact)).toEqual([]);
    expect(checkFact(fact)).not.toEqual([]);
  });
});
