import * as fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { NotCanonical, canonicalJson } from './canonical-json.js';
import type { Json } from './facts/envelope.js';

describe('canonical JSON', () => {
  it('orders members by UTF-16 code unit, as RFC 8785 shows', () => {
    const example = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    expect(Object.values(JSON.parse(canonicalJson(example)) as object)).toHaveLength(7);
    expect(canonicalJson(example)).toBe(
      '{"\\r":"Carriage Return","1":"One","\u0080":"Control",' +
        '"\u00f6":"Latin Small Letter O With Diaeresis","\u20ac":"Euro Sign",' +
        '"\ud83d\ude00":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
    );
  });

  it('escapes what must be escaped and nothing else', () => {
    expect(canonicalJson('\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"\u002f')).toBe(
      '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"',
    );
  });

  it('leaves out what is undefined', () => {
    expect(canonicalJson({ b: undefined, a: { d: 1, c: undefined } })).toBe('{"a":{"d":1}}');
  });

  it('writes minus zero as zero and the largest integers whole', () => {
    expect(canonicalJson([-0, 2 ** 53 - 1, -(2 ** 53 - 1)])).toBe(
      '[0,9007199254740991,-9007199254740991]',
    );
  });

  it.each([0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, 1e300])(
    'has no form for the number %p',
    (number) => {
      expect(() => canonicalJson({ number })).toThrow(NotCanonical);
    },
  );

  it.each(['\ud800', 'a\udc00', '\udc00\ud800', `${'a'.repeat(100)}\ud83d`])(
    'has no form for half a pair of surrogates (%j)',
    (text) => {
      expect(() => canonicalJson({ text })).toThrow(NotCanonical);
      expect(() => canonicalJson({ [text]: 1 })).toThrow(NotCanonical);
    },
  );

  it('means the same whatever the order, and is a fixed point', () => {
    const seed = Date.now();
    const json = fc.letrec<{ value: Json }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.string({ unit: 'grapheme' }),
        fc.maxSafeInteger(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 5 }),
        fc.dictionary(fc.string({ unit: 'grapheme' }), tie('value'), { maxKeys: 5 }),
      ),
    })).value;
    fc.assert(
      fc.property(json, (value) => {
        const text = canonicalJson(value);
        const read = JSON.parse(text) as object;
        expect(canonicalJson(read)).toBe(text);
        expect(canonicalJson(reversed(value))).toBe(text);
        expect(JSON.parse(JSON.stringify(value))).toEqual(read);
      }),
      { numRuns: 300, seed },
    );
  });
});

/** The same value, members in the opposite order. */
function reversed(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(reversed);
  const members = Object.entries(value).toReversed();
  return Object.fromEntries(members.map(([key, member]) => [key, reversed(member ?? null)]));
}
