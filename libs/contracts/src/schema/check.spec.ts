import { expect, it } from '@jest/globals';
import { checkAll, checkFirst } from './check.js';
import { object, text } from './schema.js';
import { callNumber, commandId, instant, userId } from './words.js';

it.each([
  [userId, 'a b', /^must be an id: 1 to 24 letters, digits/],
  [instant, '2026-01-05', /^must be an instant: RFC 3339, UTC, with milliseconds/],
  [callNumber, '0140', /^must be a number: E\.164/],
  [commandId, 'x', /^must be a UUIDv7/],
  [text(2), 'abc', /^must NOT have more than 2 characters$/],
])('what is wanted is said in words, not as a pattern: %#', (schema, value, message) => {
  const whole = object({ member: schema });
  for (const check of [checkFirst, checkAll]) {
    const [fault] = check(whole, { member: value });
    expect(fault).toEqual({ field: '/member', message: expect.stringMatching(message) });
    expect(fault?.message).not.toContain('^');
  }
});
