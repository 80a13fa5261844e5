import { expect, it } from '@jest/globals';
import { lineOf, locate } from './pointer.js';

const text = `{
  "zone": "Mars",
  "modes": [
    { "a/b": 1, "order": [] },
    {}
  ]
}`;
const at = (pointer: string): string | undefined => {
  const place = locate(text, pointer);
  return place === undefined ? undefined : text.slice(place.start, place.end);
};

it.each([
  ['/zone', '"Mars"'],
  ['/modes/0/a~1b', '1'],
  ['/modes/0/order', '[]'],
  ['/modes/1', '{}'],
  ['', text],
])('%s points at %s', (pointer, value) => {
  expect(at(pointer)).toBe(value);
});

it('what is missing is looked for where it is missing', () => {
  expect(at('/modes/1/mode')).toBe('{}');
  expect(at('/modes/7/mode')).toBe(at('/modes'));
  expect(at('/label')).toBe(text);
});

it('lines are counted from one', () => {
  expect(lineOf(text, locate(text, '/modes/1') ?? { start: 0, end: 0 })).toBe(5);
});

it('a text that breaks off, or is none, is read as far as it goes', () => {
  expect(locate('', '/zone')).toBeUndefined();
  expect(locate('{"zone": "Mars", "mo', '/zone')).toEqual({ start: 9, end: 15 });
  expect(locate('[[[', '/0/0')).toEqual({ start: 2, end: 3 });
});
