import { describe, expect, it } from '@jest/globals';
import { Progress } from './progress.js';

/** Two partitions whose last facts are 1,000 and 2,000, by a clock that is set by hand. */
describe('what an operator is told of a rebuild', () => {
  it('is how far all partitions are, how fast it goes, and how long it will take', () => {
    let nowMs = 5_000;
    const progress = new Progress(2, () => nowMs);
    expect(progress.standing()).toEqual({ percent: 0, facts: 0, rate: 0, left: 0 });
    progress.advance({ partition: 0, facts: 1, sequence: 0, end: 1_000 });
    nowMs += 10_000;
    progress.advance({ partition: 0, facts: 100, sequence: 500, end: 1_000 });
    expect(progress.standing()).toEqual({ percent: 25, facts: 100, rate: 10, left: 30 });
    progress.advance({ partition: 1, facts: 1, sequence: 0, end: 2_000 });
    nowMs += 10_000;
    progress.advance({ partition: 1, facts: 500, sequence: 1_000, end: 2_000 });
    expect(progress.standing()).toEqual({ percent: 50, facts: 600, rate: 30, left: 20 });
  });

  it('counts as done what an earlier attempt has done, and as its own speed only what is done now', () => {
    let nowMs = 0;
    const progress = new Progress(2, () => nowMs);
    progress.advance({ partition: 0, facts: 0, sequence: 0, end: 1_000 });
    progress.advance({ partition: 1, facts: 1, sequence: 1_000, end: 2_000 });
    expect(progress.standing()).toMatchObject({ percent: 25, facts: 1, left: 0 });
    nowMs += 10_000;
    progress.advance({ partition: 1, facts: 40, sequence: 1_500, end: 2_000 });
    // An eighth in ten seconds; five eighths are left.
    expect(progress.standing()).toEqual({ percent: 37, facts: 40, rate: 4, left: 50 });
  });

  it('is all of a partition that is through, whatever was left to fold of it, and never more', () => {
    let nowMs = 0;
    const progress = new Progress(2, () => nowMs);
    progress.advance({ partition: 0, facts: 1, sequence: 0, end: 1_000 });
    nowMs += 4_000;
    progress.advance({ partition: 0, facts: 80, sequence: 200, end: 1_000 });
    progress.through(0);
    expect(progress.standing()).toEqual({ percent: 50, facts: 80, rate: 20, left: 4 });
    // One that no fact has reached.
    progress.through(1);
    expect(progress.standing()).toEqual({ percent: 100, facts: 80, rate: 20, left: 0 });
  });

  it('is a partition done where the log has no fact of it', () => {
    const progress = new Progress(2, () => 0);
    progress.advance({ partition: 0, facts: 0, sequence: 0, end: 0 });
    expect(progress.standing()).toMatchObject({ percent: 50, left: 0 });
  });
});
