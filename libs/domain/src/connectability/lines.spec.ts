import { describe, expect, it } from '@jest/globals';
import { NOON } from '../given.fixture.js';
import { caseOf } from './case.js';
import { judged } from './judged.js';
import { lines, type Line } from './lines.js';
import { ruleRows } from './rule.fixture.js';
import { worldOf } from './world.fixture.js';

const cases = ruleRows.map(([title, world, line, state]) => {
  const { viewer, facts } = worldOf(world);
  const asked = caseOf({ viewer, target: 'alice', instant: NOON }, facts);
  return { title, viewer, asked, line, state };
});

/** The rows of the rule's table that this list of lines fails. */
function failedBy(rule: readonly Line[]): string[] {
  return cases.filter((row) => !passes(row, rule)).map(({ title }) => title);
}

function passes({ viewer, asked, line, state }: (typeof cases)[number], rule: readonly Line[]) {
  if (!rule.some(({ answer }) => 'state' in answer(asked, viewer))) return false;
  const { won } = judged(asked, viewer, rule);
  return won.line === line && won.state === state;
}

const swapped = (first: number): readonly Line[] =>
  lines.map((line, index) => {
    if (index === first) return lines[first + 1] ?? line;
    return index === first + 1 ? (lines[first] ?? line) : line;
  });

const pairs = lines
  .slice(1)
  .map(({ line }, first) => ({ before: lines[first]?.line, line, first }));
/** One mode has one state: where line 5 applies line 6 cannot, so nobody is told anything else. */
const excludeEachOther = ({ line }: { readonly line: number }) => line === 6;

describe('the table of the rule of connectability', () => {
  it('is passed by the rule as it is', () => {
    expect(lines.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(failedBy(lines)).toEqual([]);
  });

  it.each(lines)('fails without line $line', ({ line }) => {
    expect(failedBy(lines.filter((other) => other.line !== line))).not.toEqual([]);
  });

  it.each(pairs.filter((pair) => !excludeEachOther(pair)))(
    'fails with line $before after line $line',
    ({ first }) => {
      expect(failedBy(swapped(first))).not.toEqual([]);
    },
  );

  it('cannot tell lines 5 and 6 apart by their order: one of them at the most applies', () => {
    const [five, six] = lines.slice(4, 6);
    for (const { viewer, asked } of cases) {
      const applying = [five, six].filter((line) => line && 'state' in line.answer(asked, viewer));
      expect(applying.length).toBeLessThan(2);
    }
    expect(failedBy(swapped(4))).toEqual([]);
  });
});
