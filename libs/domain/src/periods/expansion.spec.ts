import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { RRuleTemporal } from 'rrule-temporal';
import { Expansion } from './expansion.js';
import { yieldsItsStart } from './occurrence.js';
import { recurrence, start } from './recurrence.fixture.js';
import { readRecurrence } from './recurrence.js';
import { wallMs, zonedAt } from './wall-clock.js';

const SEED = 2445;
const TAKEN = 12;
const DAY_MS = 24 * 60 * 60 * 1000;

/** The first occurrences, as the library that expands rules has them; undefined: it gives up. */
function expanded(local: string, recur: string): readonly number[] | undefined {
  const rule = new RRuleTemporal({
    rruleString: `RRULE:${recur};COUNT=${TAKEN}`,
    dtstart: zonedAt(local, 'UTC'),
    maxIterations: 2000,
    maxCandidateEvaluations: 20_000,
    cache: false,
  });
  try {
    return rule.all().map((one) => one.epochMilliseconds);
  } catch (error) {
    if (error instanceof Error && /exceeded/.test(error.message)) return undefined;
    throw error;
  }
}

function taken(from: Iterable<number>): readonly number[] {
  const found: number[] = [];
  for (const ms of from) {
    if (found.push(ms) === TAKEN) break;
  }
  return found;
}

describe('the occurrences of a recurrence', () => {
  it(`are those that the library that expands rules yields (seed ${SEED})`, () => {
    let compared = 0;
    fc.assert(
      fc.property(start, recurrence, (local, recur) => {
        const read = readRecurrence(recur);
        const ms = wallMs(local);
        fc.pre('rule' in read && ms !== undefined && yieldsItsStart(ms, read.rule));
        if (!('rule' in read) || ms === undefined) return;
        const theirs = expanded(local, recur);
        fc.pre(theirs !== undefined && theirs.length > 0);
        if (theirs === undefined) return;
        const last = theirs.at(-1) ?? 0;
        const mine = taken(new Expansion(ms, read.rule).between(ms, last));
        expect([recur, local, mine]).toEqual([recur, local, theirs]);
        compared++;
      }),
      { seed: SEED, numRuns: 100 },
    );
    expect(compared).toBeGreaterThanOrEqual(60);
  });

  it('are the same wherever one begins to look', () => {
    fc.assert(
      fc.property(start, recurrence, fc.integer({ min: 0, max: 600 }), (local, recur, days) => {
        const read = readRecurrence(recur);
        const ms = wallMs(local);
        fc.pre('rule' in read && ms !== undefined);
        if (!('rule' in read) || ms === undefined) return;
        const from = ms + days * DAY_MS;
        const to = from + 100 * DAY_MS;
        const whole = [...new Expansion(ms, read.rule).between(ms, to)];
        expect([...new Expansion(ms, read.rule).between(from, to)]).toEqual(
          whole.filter((one) => one >= from),
        );
      }),
      { seed: SEED, numRuns: 60 },
    );
  });

  it('of periods that INTERVAL skips are not looked at', () => {
    const read = readRecurrence('FREQ=YEARLY;INTERVAL=10');
    if (!('rule' in read)) throw new Error('it is right');
    const ms = wallMs('2026-01-05T09:00') ?? 0;
    const expansion = new Expansion(ms, read.rule);
    expect([...expansion.between(ms, ms + 36_525 * DAY_MS)]).toHaveLength(11);
    expect(expansion.looked).toBeLessThan(11 * 367);
  });
});
