import { describe, expect, it } from '@jest/globals';
import { CALLS_MAX, EMITS_MAX, WANTS_MAX } from '../limits.js';
import { least } from './service.fixture.js';
import { validateDeclaration } from './validate.js';

/** The pointers of all faults, in order. */
const faultsOf = (input: unknown): readonly string[] => {
  const validated = validateDeclaration(input);
  return 'faults' in validated ? validated.faults.map(({ field }) => field) : [];
};
const withParts = (parts: object) => faultsOf({ ...least, ...parts });
const emitted = (type: unknown, more: object = {}) => ({ type, about: 'nobody', ...more });
const many = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));

describe('a declaration', () => {
  it('is put in its canonical order', () => {
    const input = {
      retentionMs: 60_000,
      authentication: 'fresh',
      calls: ['b', 'a'],
      inFlight: 10_000,
      delivery: 'pull',
      wants: [{ from: 'tel', type: 'b' }, { type: 'b' }, { from: 'cal', type: 'b' }, { type: 'a' }],
      emits: [
        { about: 'user', type: 'b.c' },
        { about: 'nobody', schema: { type: 'object', default: null }, type: 'a' },
      ],
    };
    expect(JSON.stringify(validateDeclaration(input))).toBe(
      JSON.stringify({
        declaration: {
          emits: [
            { type: 'a', schema: { default: null, type: 'object' }, about: 'nobody' },
            { type: 'b.c', about: 'user' },
          ],
          wants: [
            { type: 'a' },
            { type: 'b' },
            { type: 'b', from: 'cal' },
            { type: 'b', from: 'tel' },
          ],
          delivery: 'pull',
          inFlight: 10_000,
          calls: ['a', 'b'],
          authentication: 'fresh',
          retentionMs: 60_000,
        },
      }),
    );
  });

  it.each(['a', 'call-missed', '-', '0.1', 'a.b.c.d.e.f.g.h', 'x'.repeat(128)])(
    'may emit and want %s',
    (type) => expect(withParts({ emits: [emitted(type)], wants: [{ type }] })).toEqual([]),
  );

  it.each([
    '',
    'A',
    'a_b',
    'a..b',
    '.a',
    'a.',
    'a b',
    'a\n',
    '*',
    '>',
    'a.*',
    'é',
    'a.b.c.d.e.f.g.h.i',
    'x'.repeat(129),
    7,
    null,
  ])('may neither emit nor want %j', (type) =>
    expect(withParts({ emits: [emitted(type)], wants: [{ type }] })).toEqual([
      '/emits/0/type',
      '/wants/0/type',
    ]),
  );

  it.each([
    ['no object', [], ['']],
    ['nothing', {}, ['/emits', '/wants', '/delivery', '/calls', '/authentication']],
    ['a member nobody knows', { ...least, 'a/b': 1 }, ['/a~1b']],
    ['no list', { ...least, emits: {} }, ['/emits']],
    [
      'an event about somebody',
      { ...least, emits: [{ type: 'a', about: 'me' }] },
      ['/emits/0/about'],
    ],
    ['an event about nothing', { ...least, emits: [{ type: 'a' }] }, ['/emits/0/about']],
    ['a type twice', { ...least, emits: [emitted('a'), emitted('a')] }, ['/emits/1/type']],
    [
      'a schema that is a list',
      { ...least, emits: [emitted('a', { schema: [] })] },
      ['/emits/0/schema'],
    ],
    [
      'a schema that is true',
      { ...least, emits: [emitted('a', { schema: true })] },
      ['/emits/0/schema'],
    ],
    ['a want twice', { ...least, wants: [{ type: 'a' }, { type: 'a' }] }, ['/wants/1']],
    ['a want of two', { ...least, wants: [{ type: 'a', from: 'a.b' }] }, ['/wants/0/from']],
    ['another delivery', { ...least, delivery: 'poll' }, ['/delivery']],
    ['another authentication', { ...least, authentication: 'always' }, ['/authentication']],
    ['an operation twice', { ...least, calls: ['a', 'a'] }, ['/calls/1']],
    ['an operation of no name', { ...least, calls: [''] }, ['/calls/0']],
    ['an operation of two words', { ...least, calls: ['a b'] }, ['/calls/0']],
    ['an operation of 129', { ...least, calls: ['x'.repeat(129)] }, ['/calls/0']],
    ['nothing in flight', { ...least, inFlight: 0 }, ['/inFlight']],
    ['10,001 in flight', { ...least, inFlight: 10_001 }, ['/inFlight']],
    ['half a one in flight', { ...least, inFlight: 1.5 }, ['/inFlight']],
    ['no retention', { ...least, retentionMs: 0 }, ['/retentionMs']],
    ['a retention in text', { ...least, retentionMs: '1' }, ['/retentionMs']],
    ['two faults', { ...least, inFlight: 0, calls: [1] }, ['/inFlight', '/calls/0']],
  ])('with %s is refused, and says where', (_, input, fields) =>
    expect(faultsOf(input)).toEqual(fields),
  );

  it('keeps no schema that the log cannot hold', () => {
    const schema = { multipleOf: 0.1, enum: ['\ud800', null], 'b\ud800': 1, a: { b: [1e20] } };
    expect(withParts({ emits: [emitted('a', { schema })] })).toEqual([
      '/emits/0/schema/a/b/0',
      '/emits/0/schema/b\ud800',
      '/emits/0/schema/enum/0',
      '/emits/0/schema/multipleOf',
    ]);
  });

  it('has at most 128 events each way and 64 operations', () => {
    const full = {
      emits: many(EMITS_MAX, (at) => emitted(`e${at}`)),
      wants: many(WANTS_MAX, (at) => ({ type: `w${at}` })),
      calls: many(CALLS_MAX, (at) => `c${at}`),
    };
    expect(withParts(full)).toEqual([]);
    const over = {
      emits: [...full.emits, emitted('more')],
      wants: [...full.wants, { type: 'more' }],
      calls: [...full.calls, 'more'],
    };
    expect(withParts(over)).toEqual(['/emits', '/wants', '/calls']);
  });

  it('of 10,000 events is not looked into', () => {
    expect(withParts({ emits: many(10_000, (at) => emitted(`e${at}`)) })).toEqual(['']);
  });

  it('has at most 32 KiB, 4,000 keys and 32 levels', () => {
    const schema = (text: string) => ({ emits: [emitted('a', { schema: { title: text } })] });
    const empty = JSON.stringify({ ...least, ...schema('') }).length;
    expect(withParts(schema('x'.repeat(32 * 1024 - empty)))).toEqual([]);
    expect(withParts(schema('x'.repeat(32 * 1024 - empty + 1)))).toEqual(['']);
    const keys = Object.fromEntries(many(4_001, (at) => [`k${at}`, 1]));
    expect(withParts({ emits: [emitted('a', { schema: keys })] })).toEqual(['']);
    let deep: object = {};
    for (let level = 0; level < 100_000; level++) deep = { deep };
    expect(withParts({ emits: [emitted('a', { schema: deep })] })).toEqual(['']);
  });

  it('keeps members whatever they are called', () => {
    const input: unknown = JSON.parse(
      '{"emits":[{"type":"a","about":"nobody","schema":{"constructor":1,"__proto__":{"a":1}}}],' +
        '"wants":[],"delivery":"push","calls":["constructor"],"authentication":"none"}',
    );
    const validated = validateDeclaration(input);
    expect(JSON.stringify(validated)).toContain('"schema":{"__proto__":{"a":1},"constructor":1}');
  });
});
