import type { EventOutcome } from '@liaison/domain';
import { describe, expect, it } from '@jest/globals';
import type { MatchedBatch } from '../events/matched-batch.js';
import type { TakenEvent } from '../events/taken-event.js';
import type { ServiceEventSeen } from './monitor-event.js';
import { ServiceEvents } from './service-events.js';

const at = '2026-01-05T08:00:00.000Z';

function taken(sequence: number, changes: Partial<TakenEvent> = {}): TakenEvent {
  return { at, sequence, service: 'calendar', type: `e${sequence}`, id: `${sequence}`, ...changes };
}

function batch(
  lastSequence: number,
  outcomes: readonly (EventOutcome | readonly string[])[],
  sender = 'calendar',
): MatchedBatch {
  const entries = outcomes.map((outcome) => ({
    event: 'x',
    outcome: typeof outcome === 'string' ? outcome : ('matched' as const),
    receivers:
      typeof outcome === 'string'
        ? []
        : outcome.map((service) => ({ service, declaration: 1, copy: 'c' })),
    users: 0,
    silenced: 0,
  }));
  return { sender, lastSequence, entries };
}

const seen = (work: (events: ServiceEvents) => void): readonly ServiceEventSeen[] => {
  const told: ServiceEventSeen[] = [];
  work(new ServiceEvents((event) => told.push(event)));
  return told;
};
const short = (told: readonly ServiceEventSeen[]): readonly unknown[] =>
  told.map(({ type, outcome, notified }) => [type, outcome, notified]);

describe('an observer of service events is told', () => {
  it('who was notified of an event, whatever comes first', () => {
    const one = [['e3', 'matched', ['telephony']]];
    expect(
      short(seen((events) => (events.take(taken(3)), events.match(batch(3, [['telephony']]))))),
    ).toEqual(one);
    expect(
      short(seen((events) => (events.match(batch(3, [['telephony']])), events.take(taken(3))))),
    ).toEqual(one);
  });

  it('of consecutive events of one sender each by its own entry, ids or not', () => {
    const told = seen((events) => {
      events.match(batch(7, [['a'], 'refused:malformed', 'repeated']));
      events.take(taken(2));
      events.take(taken(5, { id: 'same' }));
      events.take(taken(6, { service: 'telephony' }));
      events.take(taken(7, { id: 'same' }));
    });
    expect(short(told)).toEqual([
      ['e2', 'matched', ['a']],
      ['e5', 'refused:malformed', []],
      ['e7', 'repeated', []],
    ]);
  });

  it('nothing of events taken before it looked', () => {
    const told = seen((events) => {
      events.match(batch(4, ['unmatched', ['a']]));
      events.take(taken(4));
      events.match(batch(5, ['unmatched']));
      events.take(taken(9));
    });
    expect(short(told)).toEqual([['e4', 'matched', ['a']]]);
  });

  it('what came before in the chain', () => {
    const told = seen((events) => {
      for (const [i, service] of ['calendar', 'telephony', 'calendar'].entries()) {
        const sequence = i + 1;
        events.take(taken(sequence, { service, correlation: 'one' }));
        events.match(batch(sequence, ['unmatched'], service));
      }
    });
    expect(told.map(({ after }) => after)).toEqual([
      [],
      ['calendar e1'],
      ['calendar e1', 'telephony e2'],
    ]);
  });
});
