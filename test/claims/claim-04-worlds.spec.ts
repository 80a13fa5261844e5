import { beforeAll, expect, it } from '@jest/globals';
import { LOOK_NAMES } from '../worlds/looks.js';
import { type Outcome, playPairs } from '../worlds/pairs.js';
import { WAYS, type Tells } from '../worlds/ways.js';

const PAIRS = Number(process.env['LIAISON_TEST_PAIRS'] ?? 200);
const SEED = Number(process.env['LIAISON_TEST_SEED'] ?? Date.now() % 1_000_000_000);
const WITHIN_MS = 240_000 + PAIRS * 1_000;
/** From so many pairs on every way to be hidden, and to look, is among them. */
const ENOUGH = 200;

let outcome: Outcome;
beforeAll(async () => {
  outcome = await playPairs(PAIRS, SEED);
  process.stdout.write(`test/worlds: ${tally(outcome)}\n`);
}, WITHIN_MS);

/** Texts of what told the worlds apart, where viewers are told this. */
const leaksOf = (tells: Tells): string[] =>
  outcome.leaks.filter((leak) => leak.tells === tells).map(({ text }) => text);

it(`C2.6 of two worlds that differ in what is hidden a viewer is told the same bytes, seed ${SEED}`, () => {
  expect(leaksOf('unknown')).toEqual([]);
});

it(`C4.7 of two worlds that differ behind what needs a grant a viewer is told the same bytes, seed ${SEED}`, () => {
  expect(leaksOf('subject-to-authorisation')).toEqual([]);
});

it('C2.6 what was hidden changed STATE in every pair, and in half of them the viewer was told more', () => {
  expect(outcome.counted).toHaveLength(PAIRS);
  expect(outcome.counted.filter(({ hadLater }) => hadLater).length * 2).toBeGreaterThanOrEqual(
    PAIRS,
  );
  const ways = countsOf(outcome);
  const looks = new Set(outcome.counted.flatMap(({ plan }) => plan.looks.flat()));
  if (PAIRS < ENOUGH) return;
  expect(outcome.counted.filter(({ plan }) => plan.hidden[0].hasPeriod)).not.toEqual([]);
  expect(Object.keys(WAYS).filter((name) => !ways.has(name))).toEqual([]);
  expect(LOOK_NAMES.filter((name) => !looks.has(name))).toEqual([]);
});

function countsOf({ counted }: Outcome): Map<string, number> {
  const ways = new Map<string, number>();
  for (const { plan } of counted) {
    for (const { name } of plan.hidden) ways.set(name, (ways.get(name) ?? 0) + 1);
  }
  return ways;
}

function tally(of: Outcome): string {
  const later = of.counted.filter(({ hadLater }) => hadLater).length;
  const frames = of.counted.reduce((sum, { told }) => sum + told[0].length, 0);
  const ways = [...countsOf(of)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const periods = of.counted.filter(({ plan }) => plan.hidden[0].hasPeriod).length;
  return (
    `LIAISON_TEST_SEED=${SEED}, ${of.counted.length} pairs, ${later} told more, ${frames} frames, ` +
    `${periods} with a period behind a lock; ` +
    ways.map(([name, count]) => `${name} ${count}`).join(', ')
  );
}
