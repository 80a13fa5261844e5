import { describe, expect, it } from '@jest/globals';
import { isEventAbout } from './about.js';

const bytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
const headers = (all: Record<string, string>) => ({ get: (name: string) => all[name] ?? '' });

describe('an event is about a user', () => {
  it.each<[string, Uint8Array, Record<string, string>, boolean]>([
    ['structured', bytes({ subject: 'alice', data: 1 }), {}, true],
    ['binary', bytes({ any: 'thing' }), { 'ce-subject': 'alice' }, true],
    ['parked, with the copy in it', bytes({ code: 'x', event: { subject: 'alice' } }), {}, true],
    ['and is no JSON', Buffer.from('{"subject":"alice"'), {}, true],
    ['of whom it speaks only', bytes({ subject: 'bob', data: { with: 'alice' } }), {}, false],
    ['whose id begins so', bytes({ subject: 'alice2' }), {}, false],
    ['in a header only of another', bytes({}), { 'ce-subject': 'bob' }, false],
    ['about nobody', bytes({ data: {} }), {}, false],
    ['and is no object', bytes('alice'), {}, false],
    ['and is null in between', bytes({ event: null, x: 'alice' }), {}, false],
  ])('%s', (_, body, all, is) => {
    expect(isEventAbout('alice', body, headers(all))).toBe(is);
  });
});
