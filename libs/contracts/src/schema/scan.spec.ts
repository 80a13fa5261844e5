import { describe, expect, it } from '@jest/globals';
import { scan } from './scan.js';

const limits = { jsonDepthMax: 4, jsonKeysMax: 3, jsonArrayItemsMax: 5 };
const finding = (text: string) => scan(Buffer.from(text), limits);

describe('the bytes of a message are bounded before a parser sees them', () => {
  it.each([
    ['nothing', '', 'fits'],
    ['a message', '{"jsonrpc":"2.0","id":1,"method":"x"}', 'fits'],
    ['brackets in a string', '{"a":"[[[[[[{{{{{"}', 'fits'],
    ['an escaped quote before brackets', '{"a":"\\"[[[[[["}', 'fits'],
    ['an escaped backslash that ends a string', '{"a":"\\\\","b":[[[1]]]}', 'fits'],
    ['as deep as allowed', '[[[[1]]]]', 'fits'],
    ['one deeper', '[[[[[1]]]]]', 'too-deep'],
    ['one deeper, mixed', '{"a":[{"b":[[1]]}]}', 'too-deep'],
    ['many, but beside each other', '[[],[],[],{},{}]', 'fits'],
    ['as many keys as allowed', '{"a":1,"b":{"c":2}}', 'fits'],
    ['one key more', '{"a":1,"b":{"c":2,"d":3}}', 'too-many-keys'],
    ['colons in strings', '{"a":"::::::"}', 'fits'],
    ['as many items as allowed', '[1,2,3,4,5]', 'fits'],
    ['one item more', '[1,2,3,4,5,6]', 'too-many-items'],
    ['one item more in an inner array', '{"a":[[1],[1,2,3,4,5,6]]}', 'too-many-items'],
    ['an inner array does not end the count of the outer', '[1,2,[1,2],3,4,5]', 'too-many-items'],
    ['an unfinished string', '{"a', 'fits'],
    ['a string that ends in a backslash', '"\\', 'fits'],
    ['more closed than opened', ']]]],,,,,,,,,', 'fits'],
  ])('%s', (_what, text, wanted) => {
    expect(finding(text)).toBe(wanted);
  });

  it('two megabytes of brackets are refused at the one that is too deep: the rest is not read', () => {
    const read: string[] = [];
    const brackets = new Proxy(Buffer.alloc(2_000_000, '['), {
      get: (bytes, name) => {
        read.push(String(name));
        return Reflect.get(bytes, name, bytes);
      },
    });
    expect(scan(brackets, limits)).toBe('too-deep');
    expect(read.filter((name) => name !== 'length')).toEqual(['0', '1', '2', '3', '4']);
  });
});
