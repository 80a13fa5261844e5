import { describe, expect, it } from '@jest/globals';
import type { NotificationMode } from '@liaison/domain';
import { WaitingItems } from './waiting-items.js';

const item = (place: number, mode: NotificationMode) => ({
  id: `i${place}`,
  place,
  mode,
  profile: 1,
  recordedMs: place,
});

describe('what waits for a user', () => {
  it('is handed over in order, but for what only a fetch gives', () => {
    const items = new WaitingItems();
    const modes = ['immediate', 'on-request', 'deferred', 'on-request'] as const;
    modes.forEach((mode, at) => expect(items.add(item(at + 1, mode))).toBe(true));
    expect(items.add(item(3, 'deferred'))).toBe(false);
    expect([items.size, items.onRequest, items.end]).toEqual([4, 2, 3]);
    expect(items.handedAfter(0).map(({ id }) => id)).toEqual(['i1', 'i3']);
    expect(items.handedAfter(1).map(({ id }) => id)).toEqual(['i3']);
    expect(items.before(item(3, 'deferred'))).toBe(1);
    expect(items.before(item(1, 'immediate'))).toBe(0);
    expect(items.before(item(4, 'on-request'))).toBeUndefined();
    expect(items.take(['i3', 'gone', 'i2']).map(({ id }) => id)).toEqual(['i3', 'i2']);
    expect([items.size, items.onRequest, items.end, items.has('i3')]).toEqual([2, 1, 1, false]);
  });
});
