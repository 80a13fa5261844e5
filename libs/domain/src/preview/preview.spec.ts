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
const instant = (minute: string): string => `${minute}:00.000Z`;
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

  it('has no change of its own where a grant ends with a period, or with the days asked for', () => {
    const begins = '2026-10-24T07:00:00.000Z';
    const told = (expiresAt: string) =>
      ofDraft({
        document: { ...document, authorisation: 'required' },
        consents: { carol: { grant: { at: FROM, expiresAt } } },
        viewers: ['carol'],
      }).timelines[0]?.timeline.map(({ from, line }) => [from, line]);
    const ends = [begins, 4];
    expect(told(begins)).toEqual([[FROM, 7], ends]);
    expect(told(FROM)).toEqual([[FROM, 4]]);
    expect(told(TO)?.map(([, line]) => line)).not.toContain(4);
    expect(told(TO)).toEqual(told('2026-10-27T00:00:00.000Z'));
  });

  it.each([
    ['that is over', { start: '2026-10-20T09:00', end: '2026-10-20T18:00' }],
    ['that comes later', { start: '2026-11-20T09:00', end: '2026-11-20T18:00' }],
    [
      'that has been counted to its end',
      {
        ...weekend,
        start: '2026-10-01T09:00',
        end: '2026-10-01T18:00',
        recur: 'FREQ=DAILY;COUNT=9',
      },
    ],
  ])('of a rule %s is one hole, and one thing told', (_, rule) => {
    const modes = [aMode('office', 1, { rules: [rule] }), aMode('away', 2)];
    const { periods, timelines } = ofDraft({
      document: aProfile(modes, { defaultMode: 'away' }),
      viewers: ['bob'],
    });
    expect(periods).toEqual([{ from: FROM, to: TO, covering: [], hole: true }]);
    const timeline = [{ from: FROM, to: TO, state: 'connectable', line: 8, mode: 'away' }];
    expect(timelines).toEqual([{ viewers: ['bob'], timeline }]);
  });

  it.each([
    [
      'of 23 hours, with a period in its gap and one the gap leaves nothing of',
      {
        day: ['2026-03-28T23:00', '2026-03-29T22:00'],
        rules: [
          { start: '2026-03-01T02:30', end: '2026-03-01T02:45', recur: 'FREQ=DAILY' },
          { start: '2026-03-29T02:30', end: '2026-03-29T03:15' },
        ],
        covered: ['2026-03-29T01:30', '2026-03-29T01:45'],
        change: { at: '2026-03-29T01:00:00.000Z', date: '2026-03-29', shiftMinutes: 60 },
      },
    ],
    [
      'of 25 hours, with a period from the first of an hour that comes twice',
      {
        day: ['2026-10-24T22:00', '2026-10-25T23:00'],
        rules: [{ start: '2026-10-01T02:30', end: '2026-10-01T03:30', recur: 'FREQ=DAILY' }],
        covered: ['2026-10-25T00:30', '2026-10-25T02:30'],
        change: { at: '2026-10-25T01:00:00.000Z', date: '2026-10-25', shiftMinutes: -60 },
      },
    ],
  ])('shows a day %s', (_, { day, rules, covered, change }) => {
    const [from, to] = day.map(instant);
    const [begin, end] = covered.map(instant);
    const modes = [aMode('office', 1, { rules }), aMode('away', 2, { availability: notAvailable })];
    const profile = aProfile(modes, { defaultMode: 'away' });
    const found = ofDraft({ document: profile, viewers: ['bob'], from: from!, to: to! });
    expect(found.clockChanges).toEqual([change]);
    const spans = [
      { from, to: begin },
      { from: begin, to: end },
      { from: end, to },
    ];
    expect(found.periods).toMatchObject(spans);
    expect(found.periods.map(({ covering }) => covering)).toEqual([[], ['office'], []]);
    const states = ['not-connectable', 'connectable', 'not-connectable'];
    const told = spans.map((span, index) => ({ ...span, state: states[index] }));
    expect(found.timelines[0]?.timeline).toMatchObject(told);
  });

  it('is refused where it would have too many periods', () => {
    const rules = [{ ...weekend, end: '2026-10-24T09:01', recur: `FREQ=DAILY;BYMINUTE=${evens}` }];
    const busy = aProfile([aMode('a', 1, { rules }), aMode('b', 2)], { defaultMode: 'b' });
    const to = '2026-11-23T22:00:00.000Z';
    const week = '2026-10-30T22:00:00.000Z';
    expect(preview({ ...draft, document: busy, to: week })).toMatchObject({});
    // Not too many, and too long all the same.
    expect(preview({ ...draft, document: busy, to })).toBe('too-long');
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
