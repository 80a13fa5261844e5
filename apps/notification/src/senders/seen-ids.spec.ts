import { describe, expect, it } from '@jest/globals';
import { SeenIds } from './seen-ids.js';

describe('ids seen', () => {
  it('are known, others are not', () => {
    const seen = new SeenIds();
    for (let n = 0; n < 20_000; n++) seen.add(`e${n}`);
    for (let n = 0; n < 20_000; n++) expect(seen.has(`e${n}`)).toBe(true);
    for (let n = 20_000; n < 40_000; n++) expect(seen.has(`e${n}`)).toBe(false);
  });

  it('are kept for a generation after their own, and then forgotten', () => {
    const seen = new SeenIds(100);
    for (let n = 0; n < 250; n++) seen.add(`e${n}`);
    expect(seen.has('e249')).toBe(true);
    expect(seen.has('e100')).toBe(true);
    expect(seen.has('e99')).toBe(false);
  });
});
