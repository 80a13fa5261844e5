import { describe, expect, it } from '@jest/globals';
import { aMode, aProfile, listed } from '../given.fixture.js';
import { PASSED_MAX_BYTES } from '../limits.js';
import type { Instant } from '../words.js';
import {
  activateMode,
  activateProfile,
  changePeriods,
  deactivateProfile,
  isBehind,
  type ProfileContext,
  uploadProfile,
} from './decide.js';
import { evolveProfileHead } from './evolve.js';
import type { ProfileFact } from './facts.js';
import type { ProfileHead } from './state.js';

const at = (time: string): Instant => `2026-01-05T${time}:00.000Z`;
const BEFORE_NOON: Instant = '2026-01-05T11:59:59.999Z';
const AFTER_NOON: Instant = '2026-01-05T12:00:00.001Z';
const daily = (start: string, end: string) => ({
  start: `2026-01-05T${start}`,
  end: `2026-01-05T${end}`,
  recur: 'FREQ=DAILY',
});

/* In UTC: office 9 to 17 with lunch 12 to 13 before it by order, and late from 17 to 19. */
const home = aMode('home', 1);
const lunch = aMode('lunch', 2, { rules: [daily('12:00', '13:00')] });
const office = aMode('office', 3, { rules: [daily('09:00', '17:00')] });
const late = aMode('late', 4, { rules: [daily('17:00', '19:00')] });
const work = aProfile([home, lunch, office, late], { zone: 'UTC' });
const head: ProfileHead = { active: 'work', profiles: [listed(work, 3)] };

function context(now: Instant, more: Partial<ProfileHead> = {}): ProfileContext {
  return { head: { ...head, ...more }, active: work, now, zoneData: '2026a' };
}

const byHand = (until: Instant, now: Instant) =>
  context(now, { manual: { mode: 'home', until }, nextBoundary: until });

function after(given: ProfileContext, fact: ProfileFact): ProfileHead {
  return evolveProfileHead(given.head, fact, { id: 'f', time: given.now, revision: 4 });
}

describe('C3.1 a profile with rules', () => {
  it('covers from its activation on, and says when that changes', () => {
    const given = context(at('08:00'), {});
    const idle = { ...given, head: { profiles: head.profiles }, active: undefined };
    const decided = activateProfile(idle, { profile: 'work', document: work });
    expect(decided).toMatchObject({ fact: { covering: [], nextBoundary: at('09:00') } });
    if ('fact' in decided) expect(after(idle, decided.fact).nextBoundary).toBe(at('09:00'));
  });

  it('changes at each boundary, once', () => {
    const seen: unknown[] = [];
    let given = context(at('08:00'), { nextBoundary: at('09:00') });
    for (const now of ['09:00', '12:00', '13:00', '17:00', '19:00'].map(at)) {
      given = { ...given, now };
      const decided = changePeriods(given);
      if (!('fact' in decided) || decided.fact.type !== 'PeriodsChanged') throw new Error(now);
      seen.push([decided.fact.effectiveAt, decided.fact.covering, decided.fact.passed.length]);
      given = { ...given, head: after(given, decided.fact) };
      expect(changePeriods(given)).toEqual({ unchanged: true });
    }
    expect(seen).toEqual([
      [at('09:00'), ['office'], 0],
      [at('12:00'), ['lunch', 'office'], 0],
      [at('13:00'), ['office'], 0],
      [at('17:00'), ['late'], 0],
      [at('19:00'), [], 0],
    ]);
    expect(given.head.nextBoundary).toBe('2026-01-06T09:00:00.000Z');
  });

  it('C3.4 that is edited while a boundary is due carries it, and the late timer writes nothing', () => {
    const given = context(at('09:10'), { nextBoundary: at('09:00') });
    const document = aProfile([home], { zone: 'UTC' });
    const decided = uploadProfile(given, { document, terminals: [], expectedVersion: 3 });
    expect(decided).toMatchObject({
      fact: { covering: [], passed: [{ at: at('09:00'), covering: ['office'] }] },
    });
    if (!('fact' in decided)) throw new Error('refused');
    const edited = { ...given, head: after(given, decided.fact), active: document };
    expect(edited.head.nextBoundary).toBeUndefined();
    expect(changePeriods(edited)).toEqual({ unchanged: true });
  });

  it('says nothing of boundaries any more once no profile is active', () => {
    const given = context(at('10:00'), { nextBoundary: at('12:00') });
    const decided = deactivateProfile(given, { profile: 'work' });
    expect(decided).toMatchObject({ fact: { covering: [], passed: [] } });
    if ('fact' in decided) expect(after(given, decided.fact)).toEqual({ profiles: head.profiles });
  });
});

/** Until when `home` holds by hand. */
function until(now: Instant, asked?: 'next-change' | 'cleared') {
  const decided = activateMode(context(now), {
    mode: 'home',
    ...(asked === undefined ? {} : { until: asked }),
  });
  if (!('fact' in decided) || decided.fact.type !== 'ModeActivated') throw new Error(now);
  return decided.fact.until;
}

describe('a mode by hand beside rules', () => {
  it.each([
    ['by default to the next change', at('08:00'), undefined, at('09:00')],
    ['as asked to the next change', at('08:00'), 'next-change', at('09:00')],
    ['to where another mode comes first', at('10:00'), undefined, at('12:00')],
    ['from a boundary on to the one after', at('09:00'), undefined, at('12:00')],
    ['to where the default mode comes first', at('18:00'), undefined, at('19:00')],
    ['as asked until it is cleared', at('10:00'), 'cleared', 'cleared'],
  ] as const)('holds %s', (_, now, asked, end) => expect(until(now, asked)).toBe(end));

  it('holds from the very instant of a boundary nobody has written, which it carries', () => {
    const given = context(at('09:00'), { nextBoundary: at('09:00') });
    const decided = activateMode(given, { mode: 'home' });
    const passed = [{ at: at('09:00'), covering: ['office'] }];
    expect(decided).toMatchObject({ fact: { until: at('12:00'), covering: ['office'], passed } });
    if (!('fact' in decided)) throw new Error('refused');
    const next = { ...given, head: after(given, decided.fact) };
    expect(next.head.nextBoundary).toBe(at('12:00'));
    expect(changePeriods(next)).toEqual({ unchanged: true });
  });

  it.each([
    ['a moment before a boundary', BEFORE_NOON, [BEFORE_NOON, at('12:00')]],
    ['at a boundary', at('12:00'), [at('12:00')]],
    ['a moment after a boundary', AFTER_NOON, [at('12:00'), AFTER_NOON]],
  ])('as asked ends %s, with as many facts as there are instants', (_, end, instants) => {
    const given = context(at('10:00'), { nextBoundary: at('12:00') });
    const asked = activateMode(given, { mode: 'home', until: end });
    if (!('fact' in asked)) throw new Error('refused');
    let head = after(given, asked.fact);
    const written: unknown[] = [];
    for (const now of [BEFORE_NOON, at('12:00'), AFTER_NOON]) {
      const decided = changePeriods({ ...given, head, now });
      if (!('fact' in decided) || decided.fact.type !== 'PeriodsChanged') continue;
      written.push(decided.fact.effectiveAt);
      head = after({ ...given, head, now }, decided.fact);
      expect(head.manual === undefined).toBe(now >= end);
    }
    expect(written).toEqual(instants);
    expect(head.nextBoundary).toBe(at('13:00'));
  });

  it('holds until it is cleared where the rules are over', () => {
    const rule = { start: '2026-01-04T09:00', end: '2026-01-04T17:00' };
    const over = aProfile([home, aMode('past', 2, { rules: [rule] })], { zone: 'UTC' });
    const given = { ...context(at('10:00')), active: over };
    for (const asked of [{}, { until: 'next-change' } as const]) {
      const decided = activateMode(given, { mode: 'past', ...asked });
      expect(decided).toMatchObject({ fact: { until: 'cleared', covering: [] } });
      expect(decided).not.toHaveProperty('fact.nextBoundary');
    }
  });

  it('holds until it is cleared where the first candidate stays the same for 366 days', () => {
    const rule = { start: '2028-01-05T09:00', end: '2028-01-05T17:00' };
    const far = aProfile([home, aMode('far', 2, { rules: [rule] })], { zone: 'UTC' });
    const given = { ...context(at('10:00')), active: far };
    const asked = { mode: 'far', until: 'next-change' } as const;
    expect(activateMode(given, asked)).toMatchObject({ fact: { until: 'cleared' } });
    const within = { ...given, now: '2027-01-04T09:00:00.000Z' };
    const end = '2028-01-05T09:00:00.000Z';
    expect(activateMode(within, asked)).toMatchObject({ fact: { until: end } });
    const before = { ...given, now: '2027-01-04T08:59:59.999Z' };
    expect(activateMode(before, asked)).toMatchObject({ fact: { until: 'cleared' } });
  });

  it('holds to the next change when it is activated with its profile, by one fact', () => {
    const given = { ...context(at('10:00')), head: { profiles: head.profiles }, active: undefined };
    const command = { profile: 'work', document: work, manual: { mode: 'home' } };
    expect(activateProfile(given, command)).toMatchObject({
      fact: { type: 'ProfileActivated', mode: 'home', until: at('12:00'), covering: ['office'] },
    });
  });

  it('C3.5 ends on a boundary by the very fact of that boundary', () => {
    const given = byHand(at('17:00'), at('17:00'));
    const decided = changePeriods(given);
    expect(decided).toMatchObject({
      fact: { type: 'PeriodsChanged', effectiveAt: at('17:00'), covering: ['late'], passed: [] },
    });
    if ('fact' in decided) {
      expect(after(given, decided.fact)).toEqual({ ...head, nextBoundary: at('19:00') });
    }
  });

  it('does not hold up the boundaries of the rules', () => {
    const manual = { mode: 'home', until: at('14:30') };
    const given = context(at('14:30'), { manual, nextBoundary: at('12:00') });
    expect(changePeriods(given)).toMatchObject({
      fact: {
        effectiveAt: at('14:30'),
        covering: ['office'],
        nextBoundary: at('17:00'),
        passed: [
          { at: at('12:00'), covering: ['lunch', 'office'] },
          { at: at('13:00'), covering: ['office'] },
        ],
      },
    });
  });
});

describe('more that is due than one fact can settle', () => {
  it('is written one fact after the other, before anything else is decided', () => {
    let given = context('2027-01-05T10:00:00.000Z', { nextBoundary: at('09:00') });
    let facts = 0;
    let boundaries = 0;
    for (; isBehind(given) || boundaries === 0; facts++) {
      const decided = changePeriods(given);
      if (!('fact' in decided)) throw new Error('nothing is due');
      boundaries += decided.fact.passed.length + 1;
      expect(JSON.stringify(decided.fact.passed).length).toBeLessThan(PASSED_MAX_BYTES);
      given = { ...given, head: after(given, decided.fact) };
    }
    const last = changePeriods(given);
    if ('fact' in last) boundaries += last.fact.passed.length + 1;
    expect(boundaries).toBe(365 * 5 + 1);
    expect(facts).toBeGreaterThan(1);
    expect(last).toMatchObject({ fact: { covering: ['office'] } });
  });
});
