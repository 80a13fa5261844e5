import { afterEach, describe, expect, it } from '@jest/globals';
import { crashPoint, onCrashPoint } from '@liaison/contracts';
import { crashAt } from './crash-at.js';

describe('a crash point', () => {
  const ends: string[] = [];
  const set = (setting: string): void =>
    crashAt(
      setting,
      (point) => ends.push(point),
      (pid, signal) => ends.push(`${signal} ${pid === process.pid}`),
    );
  afterEach(() => {
    ends.length = 0;
    onCrashPoint(undefined);
  });

  it('kills the process at the nth passage, and no other point does', () => {
    set('after-append:3');
    for (let passage = 1; passage < 3; passage++) crashPoint('after-append');
    crashPoint('before-append');
    expect(ends).toEqual([]);
    crashPoint('after-append');
    expect(ends).toEqual(['after-append', 'SIGKILL true']);
  });

  it('kills at the first passage where no count is given', () => {
    set('after-save');
    crashPoint('after-save');
    expect(ends).toEqual(['after-save', 'SIGKILL true']);
  });

  it('freezes the process once', () => {
    set('before-state:1:freeze');
    crashPoint('before-state');
    crashPoint('before-state');
    expect(ends).toEqual(['before-state', 'SIGSTOP true']);
  });

  it('is none where none is set', () => {
    set('');
    crashPoint('before-append');
    expect(ends).toEqual([]);
  });
});
