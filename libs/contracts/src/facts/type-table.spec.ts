import { describe, expect, it } from '@jest/globals';
import { integer, object, text } from '../schema/schema.js';
import { accountCodec, accountOfShut } from './account/codec.js';
import { BadFact, UnknownFactType } from './errors.js';
import { type FactType, wholeType } from './fact-type.js';
import { TypeTable } from './type-table.js';

/** Version 2 says seconds where version 1 said a text, and version 3 milliseconds. */
const waited: FactType = {
  type: 'test.waited',
  fact: 'Waited',
  kind: 'test',
  version: 3,
  upcasters: [
    ({ data, box }) => ({ data: { seconds: Number(data['seconds']) }, box }),
    ({ data, box }) => ({ data: { ms: Number(data['seconds']) * 1000 }, box }),
  ],
  downcasters: [
    ({ data, box }) => ({ data: { seconds: JSON.stringify(data['seconds']) }, box }),
    ({ data, box }) => ({ data: { seconds: Math.floor(Number(data['ms']) / 1000) }, box }),
  ],
  open: object({ ms: integer() }),
  sealed: object({}, { note: text(10) }),
  data: object({ ms: integer() }),
  bytesMax: 1024,
};

describe('a type with older versions', () => {
  const table = new TypeTable([waited]);
  const box = { note: 'x' };

  it.each([
    [1, { seconds: '3' }],
    [2, { seconds: 3 }],
    [3, { ms: 3000 }],
  ])('reads version %i as today’s', (version, data) => {
    const read = table.read(wholeType('test.waited', version), { data, box });
    expect(read.body).toEqual({ data: { ms: 3000 }, box });
    expect(read.type).toBe(waited);
  });

  it.each(['liaison.test.waited.v4', 'liaison.test.waited.v0', 'liaison.test.waited', 'Waited'])(
    'does not know %s',
    (type) => {
      expect(() => table.read(type, { data: {}, box })).toThrow(UnknownFactType);
      expect(() => table.ofWhole(type)).toThrow(UnknownFactType);
    },
  );

  it.each([
    [1, { seconds: '3' }],
    [2, { seconds: 3 }],
    [3, { ms: 3000 }],
  ])('is written as version %i for readers who know no more', (version, data) => {
    expect(table.older('test.waited', version, { data: { ms: 3000 }, box })).toEqual({ data, box });
  });

  it('must bring an upcaster and a downcaster for every older version', () => {
    expect(() => new TypeTable([{ ...waited, version: 4 }])).toThrow(BadFact);
    const { downcasters: _, ...alone } = waited;
    expect(() => new TypeTable([alone])).toThrow(/needs 2 downcasters/);
  });

  it('stands in the table once', () => {
    expect(() => new TypeTable([waited, waited])).toThrow(BadFact);
  });
});

describe('a codec', () => {
  const head = { status: 'registered', terminals: [], credentials: [] };

  it.each([
    'liaison.account.registered.v2',
    'liaison.account.renamed.v1',
    'liaison.terminal.connected.v1',
  ])('stops at %s', (type) => {
    expect(() => accountCodec.decode(type, { head }, {})).toThrow(UnknownFactType);
  });

  it('ignores members it does not know, and misses those that must be there', () => {
    const box = { login: 'a', displayName: 'b', labels: {}, numbers: {}, later: 1 };
    const type = 'liaison.account.registered.v1';
    expect(accountCodec.decode(type, { head, later: 1 }, box).fact).toEqual({
      type: 'UserRegistered',
      login: 'a',
      displayName: 'b',
    });
    const { login: _, ...rest } = box;
    expect(() => accountCodec.decode(type, { head }, rest)).toThrow(BadFact);
    expect(() => accountCodec.decode(type, {}, box)).toThrow(BadFact);
    expect(() => accountCodec.decode(type, { head }, undefined)).toThrow(BadFact);
  });

  it('never takes a fact whose box was cut off for one without labels', () => {
    const type = 'liaison.account.credential-revoked.v1';
    const data = { credential: 'c1', cause: 'reused', head };
    expect(accountCodec.decode(type, data, { labels: {}, numbers: {} }).head).toEqual(head);
    expect(() => accountCodec.decode(type, data, undefined)).toThrow(BadFact);
    expect(accountOfShut({ type, data })).toEqual(head);
    expect(() => accountOfShut({ type: 'liaison.account.credential-revoked.v2', data })).toThrow(
      UnknownFactType,
    );
  });
});
