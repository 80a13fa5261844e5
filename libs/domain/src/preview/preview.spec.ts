import { describe, expect, it } from '@jest/globals';
import { connectability } from '../connectability/connectability.js';
import { aMode, among, aProfile, aUser, active, notAvailable } from '../given.fixture.js';
import { coveringAt } from '../periods/covering.js';
import { clockChanges } from './clock-changes.js';
import { type Draft, type Preview, preview } from './preview.js';

const FROM = '2026-10-23T22:00:00.000Z';
const TO = '2026-10-26T23:00:00.000Z';
const weekend = { start: '2026-10-24T09:00', end: '2026-10-24T18:00', recur: 'FREQ=DAILY' };
const late = { start: '2026-10-24T17:00', end: '2026-10-24T20:00' };
const document = aProfile(
  [
    aMode('office', 1, { audience: { only: ['bob'], others: 'next' }, rules: [weekend] }),
    aMode('late', 2, {
      availability: { state: 'transfer', number: '+33140000000' },
      rules: [late],
    }),
    aMode('away', 3, { availability: notAvailable, audience: { except: ['eve'] } }),
  ],
  { defaultMode: 'away', contacts: ['bob', 'carol'] },
);
const draft: Draft = {
  owner: 'alice',
  document,
  viewers: ['bob', 'carol', 'eve', 'dave', 'bob'],
  consents: {},
  from: FROM,
  to: TO,
};
const ofDraft = (changes: Partial<Draft> = {}): Preview => {
  const found = preview({ ...draft, ...changes });
  if (found === 'too-long') throw new Error(found);
  return found;
};

describe('a preview', () => {
  it('puts those together who would be told the same, in the order asked for', () => {
    const groups = ofDraft().timelines.map(({ viewers }) => viewers);
    expect(groups).toEqual([['bob'], ['carol', 'dave'], ['eve']]);
  });

  it('marks overlaps and holes, without a gap between periods', () => {
    const { periods } = ofDraft();
    expect(periods.map(({ covering }) => covering.join('+')).slice(0, 5)).toEqual([
      '',
      'office',
      'office+late',
      'late',
      '',
    ]);
    expect(periods.filter(({ overlap }) => overlap)).toEqual([
      {
        from: '2026-10-24T15:00:00.000Z',
        to: '2026-10-24T16:00:00.000Z',
        covering: ['office', 'late'],
        overlap: true,
      },
    ]);
    expect(periods[0]).toEqual({
      from: FROM,
      to: '2026-10-24T07:00:00.000Z',
      covering: [],
      hole: true,
    });
    for (const [index, period] of periods.entries()) {
      expect(period.to).toBe(periods[index + 1]?.from ?? TO);
    }
  });

  it('keeps to the wall clock of the zone over a change of it, which it names', () => {
    const { periods, clockChanges: changes } = ofDraft();
    const begins = periods.filter(({ covering }) => covering[0] === 'office');
    expect(begins.map(({ from }) => from)).toContain('2026-10-25T08:00:00.000Z');
    expect(changes).toEqual([
      { at: '2026-10-25T01:00:00.000Z', date: '2026-10-25', shiftMinutes: -60 },
    ]);
  });

  it('says at every instant what the rule of connectability says', () => {
    const { timelines } = ofDraft();
    for (const { viewers, timeline } of timelines) {
      for (const { from, to, state } of timeline) {
        const middle = new Date((Date.parse(from) + Date.parse(to)) / 2).toISOString();
        for (const instant of [from, middle]) {
          const covering = coveringAt(document, instant);
          const alice = aUser({ profiles: active(document, { covering }) });
          const facts = among({ alice, bob: aUser(), carol: aUser(), dave: aUser(), eve: aUser() });
          for (const viewer of viewers) {
            expect([viewer, instant, connectability(viewer, 'alice', facts, instant)]).toEqual([
              viewer,
              instant,
              state,
            ]);
          }
        }
      }
    }
  });

  it('takes consents as they are: a grant ends when it ends, the blocked see nothing', () => {
    const end = '2026-10-25T12:00:00.000Z';
    const { timelines } = ofDraft({
      document: aProfile([aMode('open', 1)], { authorisation: 'required' }),
      consents: {
        bob: { grant: { at: FROM, expiresAt: end } },
        carol: { grant: { at: FROM }, blocked: { at: FROM } },
      },
      viewers: ['bob', 'carol', 'dave', 'alice'],
    });
    expect(timelines.map(({ viewers, timeline }) => [viewers[0], timeline])).toEqual([
      [
        'bob',
        [
          { from: FROM, to: end, state: 'connectable', line: 8, mode: 'open' },
          { from: end, to: TO, state: 'subject-to-authorisation', line: 4 },
        ],
      ],
      ['carol', [{ from: FROM, to: TO, state: 'unknown', line: 3 }]],
      ['dave', [{ from: FROM, to: TO, state: 'subject-to-authorisation', line: 4 }]],
      ['alice', [{ from: FROM, to: TO, state: 'connectable', line: 2, mode: 'open' }]],
    ]);
  });

  it('is refused where it would have too many periods', () => {
    const rules = [{ ...weekend, end: '2026-10-24T09:01', recur: `FREQ=DAILY;BYMINUTE=${evens}` }];
    const busy = aProfile([aMode('a', 1, { rules }), aMode('b', 2)], { defaultMode: 'b' });
    const to = '2026-11-23T22:00:00.000Z';
    expect(preview({ ...draft, document: busy, to })).toMatchObject({});
    const hours = [...Array(24).keys()].join(',');
    const recur = `FREQ=DAILY;BYHOUR=${hours};BYMINUTE=${evens}`;
    const hostile = aProfile(
      [aMode('a', 1, { rules: [{ ...weekend, end: '2026-10-24T09:01', recur }] }), aMode('b', 2)],
      { defaultMode: 'b' },
    );
    expect(preview({ ...draft, document: hostile, to })).toBe('too-long');
  });

  const evens = [...Array(30).keys()].map((minute) => 2 * minute).join(',');
});

describe('changes of a clock', () => {
  it('are those in the days asked for: the first instant counts, the last does not', () => {
    const at = '2026-10-25T01:00:00.000Z';
    expect(clockChanges('Europe/Paris', at, TO)).toHaveLength(1);
    expect(clockChanges('Europe/Paris', FROM, at)).toHaveLength(0);
    expect(clockChanges('UTC', FROM, TO)).toEqual([]);
    const [half] = clockChanges(
      'Australia/Lord_Howe',
      '2026-09-01T00:00:00.000Z',
      '2026-11-01T00:00:00.000Z',
    );
    expect(half).toMatchObject({ date: '2026-10-04', shiftMinutes: 30 });
  });
});
