import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { openBox, sealBox } from './box.js';
import { encodeFact, parseFact } from './build.js';
import { factTypes } from './catalogue.js';
import { checkBox, checkFact } from './check.js';
import type { AggregateCodec } from './codec.js';
import { codecs } from './codecs.js';
import type { Fact, JsonObject } from './envelope.js';

/** One example of a type, kept for ever: the bytes as stored, and what they mean. */
interface Golden {
  readonly type: string;
  /** What the domain said, and the aggregate's head after it. */
  readonly says: { readonly type: string };
  readonly head: object;
  /** 32 bytes and 12 bytes, hex; a key of tests, id `1`. */
  readonly key: string;
  readonly nonce?: string;
  /** The box opened, beside the open data. */
  readonly data: JsonObject;
  readonly box?: JsonObject;
  /** The body as stored, byte by byte. */
  readonly stored: string;
}

const here = fileURLToPath(new URL('.', import.meta.url));
const read = (path: string): string => readFileSync(here + path, 'utf8');
const hashes = JSON.parse(read('golden-hashes.json')) as Record<string, string>;
const names = Object.keys(codecs).flatMap((kind) =>
  readdirSync(`${here}${kind}/golden`).map((file) => `${kind}/${file.replace(/\.json$/, '')}`),
);
const goldens = names.map((name) => {
  const text = read(name.replace('/', '/golden/').concat('.json'));
  return { name, text, golden: JSON.parse(text) as Golden };
});

describe('golden facts', () => {
  it('are one of each type and version, all in the list', () => {
    const types = factTypes.map(
      ({ type, kind, version }) => `${kind}/${type.split('.')[1]}.v${version}`,
    );
    expect(names.toSorted()).toEqual(Object.keys(hashes));
    expect(Object.keys(hashes)).toEqual(expect.arrayContaining(types));
  });

  describe.each(goldens)('$name', ({ name, text, golden }) => {
    const kind = name.split('/')[0] as keyof typeof codecs;
    const codec = codecs[kind] as unknown as AggregateCodec<object, object>;
    const fact = parseFact(golden.stored, (JSON.parse(golden.stored) as Fact).subject);
    const key = { id: '1', bytes: Buffer.from(golden.key, 'hex') };

    it('is the file it always was', () => {
      expect(createHash('sha256').update(text).digest('hex')).toBe(hashes[name]);
    });

    it('is stored as canonical JSON', () => {
      expect(encodeFact(fact)).toBe(golden.stored);
      expect(fact.type).toBe(golden.type);
    });

    it('has a box that opens to what it shows', () => {
      expect(fact.data).toEqual(golden.data);
      expect(fact.sealed === undefined).toBe(golden.box === undefined);
      if (fact.sealed === undefined) return;
      expect(openBox(key, fact, fact.sealed)).toEqual(golden.box);
    });

    it('means what it meant: decoded, it says the same, with the same head', () => {
      const { fact: says, head } = codec.decode(fact.type, fact.data, golden.box);
      expect(says).toEqual(golden.says);
      expect(head).toEqual(golden.head);
    });

    it('is written the same way today', () => {
      const encoded = codec.encode(golden.says, golden.head);
      expect(`liaison.${encoded.type}.v1`).toBe(golden.type);
      const { sealed: _, ...open } = { ...fact, data: encoded.data };
      const again =
        encoded.box === undefined
          ? open
          : {
              ...open,
              sealed: sealBox(key, fact, encoded.box, Buffer.from(golden.nonce ?? '', 'hex')),
            };
      expect(encodeFact(again)).toBe(golden.stored);
    });

    it('passes the checks before an append', () => {
      expect(checkFact(fact)).toEqual([]);
      expect(checkBox(fact.type, golden.box)).toEqual([]);
    });
  });
});
