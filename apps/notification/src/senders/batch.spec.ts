import { describe, expect, it } from '@jest/globals';
import { Subjects } from '@liaison/contracts';
import { type InForce, initialRegistry, initialSelection } from '@liaison/domain';
import { REACHED_USERS_MAX, nextBatch } from './batch.js';
import { Judge, type Judged } from './judge.js';
import { inRuns } from './made-up.js';
import { outgoingOf } from './outgoing.js';
import { SeenIds } from './seen-ids.js';
import { slices } from './slices.js';
import type { TakenEvent } from './taken-event.js';

const tick = { type: 'tick', about: 'nobody' } as const;
const declaration = {
  version: 1,
  emits: [tick],
  wants: [],
  delivery: 'push',
  calls: [],
  authentication: 'none',
} as const;
const inForce: InForce = {
  registry: () => ({ ...initialRegistry, status: 'registered', open: 'everyone', declaration }),
  wanting: () => [],
  selection: () => initialSelection,
  isActing: () => true,
};

const taken = (sequence: number): TakenEvent => ({
  subject: 'liaison.events.in.clock.tick',
  sequence,
  type: 'tick',
  body: Buffer.from(
    JSON.stringify({ specversion: '1.0', source: '/clock', type: 'tick', id: `t${sequence}` }),
  ),
  headers: undefined,
  recordedMs: Date.parse('2026-01-05T08:00:00.000Z'),
});

/** The batches that ten events make, where so many users are interested in each. */
function batchesOf(interested: number): readonly (readonly Judged[])[] {
  const judge = new Judge('clock', inForce, () => interested);
  const waiting = Array.from({ length: 10 }, (_, at) => taken(at + 1));
  const batches: (readonly Judged[])[] = [];
  while (waiting.length > 0) {
    const by = { taken: waiting.length, judge, seen: new SeenIds() };
    batches.push(nextBatch(waiting, by));
  }
  return batches;
}
const recorded = (users: number) =>
  ({ event: 'e', outcome: 'matched', receivers: [], users, silenced: 0 }) as const;
/** The runs of events that reached so many users each. */
const runsOf = (...users: readonly number[]) =>
  [...inRuns(users.map((count) => ({ taken: taken(1), recorded: recorded(count) })))].map((run) =>
    run.map((one) => one.recorded.users),
  );
const sequencesOf = (batches: readonly (readonly Judged[])[]) =>
  batches.map((batch) => batch.map(({ taken: { sequence } }) => sequence));

describe('a batch', () => {
  it('reaches no more users than may be held at once, but by one event alone', () => {
    expect(sequencesOf(batchesOf(0))).toEqual([[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]]);
    expect(sequencesOf(batchesOf(REACHED_USERS_MAX / 4))).toEqual([
      [1, 2, 3, 4],
      [5, 6, 7, 8],
      [9, 10],
    ]);
    expect(sequencesOf(batchesOf(REACHED_USERS_MAX + 1))).toHaveLength(10);
  });

  it('is made up for in runs as large', () => {
    const half = REACHED_USERS_MAX / 2;
    expect(runsOf(half, half, 1, 2 * REACHED_USERS_MAX, 0, 3)).toEqual([
      [half, half],
      [1],
      [2 * REACHED_USERS_MAX],
      [0, 3],
    ]);
    expect(runsOf()).toEqual([[]]);
  });
});

describe('what a match entails', () => {
  it('is made as it is asked for, in order', () => {
    const [batch] = batchesOf(1);
    const made: string[] = [];
    const notified = Array.from({ length: 1_000 }, (_, at) => ({
      get user() {
        made.push(`u${at}`);
        return `u${at}`;
      },
      mode: 'immediate' as const,
      profile: 1,
    }));
    const subjects = new Subjects('liaison', 4);
    const all = outgoingOf({ subjects }, 'clock', {
      matched: 'm',
      batch: [{ ...batch![0]!, notified }],
      inForce,
      retentionMs: 1_000,
    });
    const [first] = slices(all, 100);
    expect(first?.map(({ subject }) => subject)).toEqual(made.map((user) => subjects.inbox(user)));
    expect(made).toHaveLength(100);
  });

  it('is cut into slices, the last one as long as is left', () => {
    expect([...slices([1, 2, 3, 4, 5], 2)]).toEqual([[1, 2], [3, 4], [5]]);
    expect([...slices([1, 2], 2)]).toEqual([[1, 2]]);
    expect([...slices([], 2)]).toEqual([]);
  });
});
