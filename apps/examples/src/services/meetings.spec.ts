import { describe, expect, it } from '@jest/globals';
import type { Meeting } from '../followed-event.js';
import { Meetings } from './meetings.js';

const at = (minute: number): Date => new Date(Date.UTC(2026, 0, 5, 9, minute));
const meeting = (start: number, end: number): Meeting => ({
  summary: 'Budget of the lighthouse',
  start: at(start),
  end: at(end),
});

const meetings = (...all: Meeting[]): Meetings =>
  new Meetings('alice', { at: (now) => all.find(({ start, end }) => start <= now && now < end) });

describe('the calendar service', () => {
  it('says once that a meeting begins and once that it ends, in one chain, without its name', () => {
    const of = meetings(meeting(10, 20));
    expect(of.next(at(9))).toBeUndefined();
    const begun = of.next(at(10));
    expect(begun).toMatchObject({ type: 'meeting-started', about: 'alice' });
    expect(begun?.data).toEqual({ until: at(20).toISOString() });
    of.emitted(at(10));
    expect(of.next(at(11))).toBeUndefined();
    const ended = of.next(at(20));
    expect(ended).toMatchObject({ type: 'meeting-ended', correlation: begun?.correlation });
    of.emitted(at(20));
    expect(of.next(at(21))).toBeUndefined();
    expect(JSON.stringify([begun, ended])).not.toContain('lighthouse');
  });

  it('says it again, under the same id, until it is sent, and after a restart', () => {
    const of = meetings(meeting(10, 20));
    expect(of.next(at(12))).toEqual(of.next(at(11)));
    expect(meetings(meeting(10, 20)).next(at(13))).toEqual(of.next(at(12)));
  });

  it('ends one meeting before it begins the next', () => {
    const of = meetings(meeting(10, 20), meeting(20, 30));
    of.next(at(10));
    of.emitted(at(10));
    const said = [];
    for (let look = 0; look < 3; look++) {
      const event = of.next(at(20));
      said.push(event?.type);
      if (event !== undefined) of.emitted(at(20));
    }
    expect(said).toEqual(['meeting-ended', 'meeting-started', undefined]);
  });
});
