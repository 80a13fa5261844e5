import { describe, expect, it } from '@jest/globals';
import { FairShare } from './fair-share.js';

function busyFor(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

describe('long work in pieces', () => {
  it('of several together keeps the event loop for about ten milliseconds at once', async () => {
    const share = new FairShare();
    let turns = 0;
    const ticking = setInterval(() => turns++, 1);
    const work = async (): Promise<void> => {
      for (let piece = 0; piece < 20; piece++) {
        await share.next();
        busyFor(2);
      }
    };
    await Promise.all([work(), work(), work()]);
    clearInterval(ticking);
    expect(turns).toBeGreaterThanOrEqual(5);
  });
});
