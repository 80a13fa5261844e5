import { describe, expect, it } from '@jest/globals';
import { stamp } from '../given.fixture.js';
import { MATCHED_EVENTS_MAX, RECEIVERS_MAX } from '../limits.js';
import { appendMatched } from './decide.js';
import { evolveMatched } from './evolve.js';
import type { MatchedEvent } from './facts.js';
import { initialMatched } from './state.js';

const receiver = { service: 'messaging', declaration: 1, copy: 'k1' };
const event: MatchedEvent = {
  event: 'e1',
  outcome: 'matched',
  receivers: [receiver],
  users: 0,
  silenced: 0,
};
const say = (lastSequence: number, events: readonly MatchedEvent[] = [event]) => ({
  events,
  lastSequence,
  registrySeq: 1,
  factsSeq: 2,
});

const of = (count: number) => Array.from({ length: count }, () => event);
const to = (count: number) => ({
  ...event,
  receivers: Array.from({ length: count }, () => receiver),
});

describe("a sender's events", () => {
  it('are recorded, and move on', () => {
    const decided = appendMatched(initialMatched, say(7));
    expect(decided).toEqual({ fact: { type: 'EventsMatched', ...say(7) } });
    const fact = { type: 'EventsMatched', ...say(7) } as const;
    expect(evolveMatched(initialMatched, fact, stamp())).toEqual({ lastSequence: 7 });
  });

  it.each([6, 7])('up to %d, recorded already, stay as they are', (lastSequence) => {
    expect(appendMatched({ lastSequence: 7 }, say(lastSequence))).toEqual({ unchanged: true });
  });

  it('are 1 to 256 at once', () => {
    expect(appendMatched(initialMatched, say(7, []))).toEqual({
      refused: 'malformed',
      field: '/events',
    });
    expect(appendMatched(initialMatched, say(7, of(MATCHED_EVENTS_MAX)))).toHaveProperty('fact');
    expect(appendMatched(initialMatched, say(7, of(MATCHED_EVENTS_MAX + 1)))).toEqual({
      refused: 'too-large',
      field: '/events',
    });
  });

  it('have at most 500 receivers each', () => {
    const most = say(7, [event, to(RECEIVERS_MAX)]);
    expect(appendMatched(initialMatched, most)).toHaveProperty('fact');
    expect(appendMatched(initialMatched, say(7, [event, to(RECEIVERS_MAX + 1)]))).toEqual({
      refused: 'too-large',
      field: '/events/1/receivers',
    });
  });
});
