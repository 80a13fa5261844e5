import { describe, expect, it } from '@jest/globals';
import { pause } from './pause.js';

const LONG_MS = 3_600_000;

describe('a pause', () => {
  it('is as long as it is told', async () => {
    const { signal } = new AbortController();
    const over: string[] = [];
    const longer = pause(50, signal).then(() => over.push('longer'));
    const shorter = pause(5, signal).then(() => over.push('shorter'));
    await Promise.all([longer, shorter]);
    expect(over).toEqual(['shorter', 'longer']);
  });

  it('is over as soon as it is aborted', async () => {
    const ending = new AbortController();
    const paused = pause(LONG_MS, ending.signal);
    ending.abort();
    await expect(paused).resolves.toBeUndefined();
  });

  it('does not begin where it was aborted before', async () => {
    await expect(pause(LONG_MS, AbortSignal.abort())).resolves.toBeUndefined();
  });
});
