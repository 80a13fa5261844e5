import { describe, expect, it } from '@jest/globals';
import { ITEMS_ACKNOWLEDGED_MAX } from '../limits.js';
import { acknowledgeItems, expireItems } from './decide.js';
import { evolveInbox } from './evolve.js';
import { initialInbox } from './state.js';

const stamp = { id: 'f1', time: '2026-01-05T08:00:00.000Z', revision: 1 };
const waiting = new Set(['a', 'b', 'c']);
const waits = (item: string): boolean => waiting.has(item);

describe('an inbox', () => {
  it('settles what waits, each once, and passes over what does not', () => {
    const items = ['c', 'a', 'gone', 'a'];
    expect(acknowledgeItems(initialInbox, { items }, waits)).toEqual({
      fact: { type: 'InboxAcknowledged', items: ['a', 'c'] },
    });
    expect(acknowledgeItems(initialInbox, { items: ['gone'] }, waits)).toEqual({ unchanged: true });
  });

  it('settles nothing again that its last fact settled', () => {
    const fact = { type: 'InboxAcknowledged', items: ['a'] } as const;
    const after = evolveInbox(initialInbox, fact, stamp);
    expect(acknowledgeItems(after, { items: ['a'] }, waits)).toEqual({ unchanged: true });
    expect(acknowledgeItems(after, { items: ['a', 'b'] }, waits)).toEqual({
      fact: { type: 'InboxAcknowledged', items: ['b'] },
    });
    const expired = evolveInbox(after, { type: 'InboxExpired', count: 1, cause: 'age' }, stamp);
    expect(expired).toEqual(initialInbox);
  });

  it('takes no more at once than one fact holds', () => {
    const items = Array.from({ length: ITEMS_ACKNOWLEDGED_MAX + 1 }, (_, at) => `i${at}`);
    expect(acknowledgeItems(initialInbox, { items }, () => true)).toEqual({
      refused: 'too-large',
      field: '/ids',
    });
  });

  it('says how many are kept no longer, and why', () => {
    expect(expireItems(initialInbox, { count: 2, cause: 'overflow' })).toEqual({
      fact: { type: 'InboxExpired', count: 2, cause: 'overflow' },
    });
    expect(expireItems(initialInbox, { count: 0, cause: 'age' })).toEqual({ unchanged: true });
  });
});
