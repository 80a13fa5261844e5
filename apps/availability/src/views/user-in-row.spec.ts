import { describe, expect, it } from '@jest/globals';
import { userInRow } from './user-in-row.js';

const rowOf = (state: string): { key: string; seq: number; state: Uint8Array } => ({
  key: 'alice',
  seq: 7,
  state: Buffer.from(state),
});

describe('a row that nobody can read', () => {
  it.each([
    ['of another version', '{"v":2,"terminals":{}}'],
    ['torn', '{"v":3,"termin'],
    ['of no text at all', '\u0000\u0001'],
    ['with a fact of an unknown type', '{"v":3,"account":{"type":"account.unheard-of"}}'],
  ])('as it is %s, is shown as such, and the page goes on', (_why, state) => {
    expect(userInRow(rowOf(state))).toEqual({
      user: { user: 'alice', state: 'unreadable' },
      terminals: [],
    });
  });
});
