import { describe, expect, it } from '@jest/globals';
import { assert, json, oneof, property, string, uint8Array } from 'fast-check';
import { readRequest } from './request.js';

const limits = { jsonDepthMax: 32, jsonKeysMax: 4_000, jsonArrayItemsMax: 5_000 };
const read = (text: string) => readRequest(Buffer.from(text), limits);
const errorOf = (text: string) => {
  const got = read(text);
  if (!('answer' in got)) throw new Error('was read');
  const answer = JSON.parse(got.answer) as {
    id: unknown;
    error: { code: number; data: { code: string } };
  };
  return [answer.id, answer.error.code, answer.error.data.code];
};

describe('a frame holds one JSON-RPC request', () => {
  it('with a number, a text or an empty text as id', () => {
    expect(read('{"jsonrpc":"2.0","id":7,"method":"profile.list"}')).toEqual({
      id: '7',
      method: 'profile.list',
      params: {},
    });
    expect(read('{"jsonrpc":"2.0","id":"a\\"b","method":"x","params":{"y":1}}')).toEqual({
      id: '"a\\"b"',
      method: 'x',
      params: { y: 1 },
    });
    expect(read('{"jsonrpc":"2.0","id":"","method":"x"}')).toMatchObject({ id: '""' });
  });

  it.each([
    ['no JSON', '{', [null, -32700, 'malformed']],
    ['nothing', '', [null, -32700, 'malformed']],
    ['a batch', '[{"jsonrpc":"2.0","id":1,"method":"x"}]', [null, -32600, 'malformed']],
    ['an empty batch', '[]', [null, -32600, 'malformed']],
    ['a number', '5', [null, -32600, 'malformed']],
    ['null', 'null', [null, -32600, 'malformed']],
    ['no id', '{"jsonrpc":"2.0","method":"x"}', [null, -32600, 'malformed']],
    ['a null id', '{"jsonrpc":"2.0","id":null,"method":"x"}', [null, -32600, 'malformed']],
    ['an id that is no number', '{"jsonrpc":"2.0","id":1e999,"method":"x"}', [null, -32600]],
    ['an object as id', '{"jsonrpc":"2.0","id":{},"method":"x"}', [null, -32600]],
    ['a long id', `{"jsonrpc":"2.0","id":"${'x'.repeat(200)}","method":"x"}`, [null, -32600]],
    ['another version', '{"jsonrpc":"1.0","id":1,"method":"x"}', [1, -32600]],
    ['no version', '{"id":1,"method":"x"}', [1, -32600]],
    ['no method', '{"jsonrpc":"2.0","id":1}', [1, -32600]],
    ['a number as method', '{"jsonrpc":"2.0","id":1,"method":2}', [1, -32600]],
    ['params by position', '{"jsonrpc":"2.0","id":1,"method":"x","params":[1]}', [1, -32602]],
    ['null as params', '{"jsonrpc":"2.0","id":1,"method":"x","params":null}', [1, -32602]],
    ['33 deep', '['.repeat(33), [null, -32000, 'too-large']],
    ['4,001 keys', `{${'"a":1,'.repeat(4_001)}`, [null, -32000, 'too-large']],
    ['an array of 5,001', `[1${',1'.repeat(5_000)}]`, [null, -32000, 'too-large']],
  ])('%s is answered with a code', (_what, text, wanted) => {
    expect(errorOf(text).slice(0, wanted.length)).toEqual(wanted);
  });

  it('what is no JSON is told in words, without the names of our own errors', () => {
    const got = read('{"jsonrpc":"2.0",}');
    const { error } = JSON.parse('answer' in got ? got.answer : '{}') as {
      error?: { data: { message: string } };
    };
    expect(error?.data.message).toMatch(/^the message is not JSON: Expected /);
  });

  it('whatever the bytes are, there is a request or an answer', () => {
    const frame = oneof(
      uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      json().map((text) => Buffer.from(text)),
      string().map((text) => Buffer.from(`{"jsonrpc":"2.0","id":1,"method":${text}}`)),
    );
    assert(
      property(frame, (bytes) => {
        const got = readRequest(bytes, limits);
        if ('answer' in got) JSON.parse(got.answer);
        else JSON.parse(got.id);
      }),
      { seed: 20260105, numRuns: 2_000 },
    );
  });
});
