import { describe, expect, it } from '@jest/globals';
import { engineTimes } from '@liaison/contracts';
import { Boundaries } from './boundaries.js';
import { Entry } from './entry.js';
import { History } from './fixtures/history.js';
import { fold } from './fold.js';

const day = (n: number): string => new Date(Date.UTC(2026, 0, 1 + n)).toISOString();

/** Boundaries of one partition, from an instant on; `isWritten`: by being asked for. */
function boundaries(fromMs: number, isWritten: () => boolean = () => true) {
  const beganMs = performance.now();
  const ms = () => Math.floor(fromMs + performance.now() - beganMs);
  const now = () => new Date(ms()).toISOString();
  const clock = { ms, now, steadyMs: () => performance.now(), ...engineTimes(0) };
  const asked: string[] = [];
  const written: (() => void)[] = [];
  const made = new Boundaries({
    clock,
    stillMine: () => true,
    written: () => written.shift()?.(),
    failed: (user, error) => void asked.push(`${user} ${String(error)}`),
    triggers: {
      changePeriods: (user, at) => told(`${user} ${at}`),
      expireGrant: (owner, viewer) => told(`${owner} ${viewer}`),
    },
  });
  const told = (what: string): Promise<boolean> => {
    asked.push(what);
    return Promise.resolve(isWritten());
  };
  const oneWritten = (): Promise<void> => new Promise((resolve) => void written.push(resolve));
  return { made, asked, oneWritten };
}

/** A user whose mode ends at an instant. */
function untilThen(log: History, until: string): Entry {
  const entry = new Entry('alice');
  fold(entry, log.registered());
  fold(entry, log.uploaded());
  fold(entry, log.activated());
  fold(
    entry,
    log.profile({ type: 'ModeActivated', profile: 'work', version: 1, mode: 'hidden', until }),
  );
  return entry;
}

describe('the boundaries of a partition', () => {
  it('that are overdue are written at once, the one that was moved is not', async () => {
    const { made, asked, oneWritten } = boundaries(Date.UTC(2026, 1, 1));
    const log = new History();
    const entry = new Entry('alice');
    fold(entry, log.registered());
    fold(entry, log.uploaded());
    fold(entry, log.activated());
    for (let n = 0; n < 5_000; n++) {
      const mode = n % 2 === 0 ? 'open' : 'hidden';
      const until = day(n % 30);
      fold(entry, log.profile({ type: 'ModeActivated', profile: 'work', version: 1, mode, until }));
      made.watch(entry);
    }
    const first = oneWritten();
    made.start();
    await first;
    made.stop();
    expect(asked).toEqual([`alice ${day(4_999 % 30)}`]);
  });

  it('that wrote nothing are no facts, and are asked for again while they are due', async () => {
    const answers = [false, true];
    const { made, asked, oneWritten } = boundaries(Date.UTC(2026, 1, 1), () => answers.shift()!);
    const entry = untilThen(new History(), day(1));
    made.watch(entry);
    const first = oneWritten();
    made.start();
    await first;
    made.stop();
    expect(asked).toEqual([`alice ${day(1)}`, `alice ${day(1)}`]);
  });

  it('are not written before their instant, nor after the partition is lost', async () => {
    const { made, asked } = boundaries(Date.UTC(2025, 11, 1));
    const log = new History();
    const entry = new Entry('alice');
    fold(entry, log.registered());
    fold(entry, log.consent('bob', { type: 'AuthorisationGranted', expiresAt: day(1) }));
    made.watch(entry, 'bob');
    made.start();
    await new Promise((resolve) => setImmediate(resolve));
    made.stop();
    expect(asked).toEqual([]);
  });
});
