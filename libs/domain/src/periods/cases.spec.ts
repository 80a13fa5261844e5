import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { aMode, aProfile } from '../given.fixture.js';
import type { ProfileDocument } from '../profile/document.js';
import { validateProfile } from '../profile/validate.js';
import { boundariesBetween, nextBoundary } from './boundaries.js';
import { coveringAt } from './covering.js';

/** One of `golden/cases.json`, which `golden/make.py` worked out outside JavaScript. */
interface Case {
  readonly kind: string;
  readonly zone: string;
  readonly start: string;
  readonly end: string;
  readonly recur?: string;
  readonly from: string;
  readonly to: string;
  readonly boundaries: readonly { readonly at: string; readonly covers: boolean }[];
}

const cases = JSON.parse(
  readFileSync(new URL('golden/cases.json', import.meta.url), 'utf8'),
) as readonly Case[];
const kinds = [...new Set(cases.map((one) => one.kind))];

function profileOf({ zone, start, end, recur }: Case) {
  const rule = { start, end, ...(recur === undefined ? {} : { recur }) };
  return aProfile([aMode('home', 1), aMode('office', 2, { rules: [rule] })], { zone });
}

describe('C3.3 the boundaries of a rule, worked out by another language’s libraries', () => {
  it('are at least 200 cases, 15 of each kind', () => {
    expect(cases.length).toBeGreaterThanOrEqual(200);
    for (const kind of kinds) {
      const ofKind = cases.filter((one) => one.kind === kind);
      expect(ofKind.length).toBeGreaterThanOrEqual(15);
      expect(ofKind.filter((one) => one.boundaries.length > 0).length).toBeGreaterThanOrEqual(10);
    }
    expect(kinds).toHaveLength(13);
  });

  it.each(kinds)('of the kind: %s', (kind) => {
    for (const one of cases.filter((each) => each.kind === kind)) {
      const document = profileOf(one);
      expect([one, validateProfile(document)]).toEqual([one, { document }]);
      const expected = one.boundaries.map(({ at, covers }) => ({
        at,
        covers: covers ? ['office'] : [],
      }));
      expect([one, boundariesBetween(document, one.from, one.to, 1000)]).toEqual([one, expected]);
    }
  });

  it('are found one after the other too, and cover from each to the next', () => {
    for (const one of cases) {
      const document = profileOf(one);
      let after = new Date(Date.parse(one.from) - 1).toISOString();
      const found = one.boundaries.map(() => {
        after = changeAfter(document, after) ?? '';
        return { at: after, covers: coveringAt(document, after).length > 0 };
      });
      expect([one, found]).toEqual([one, one.boundaries]);
    }
  });
});

/** So often a boundary may be only an instant to look again. */
const LOOKS_MAX = 20;

/** Looks again where a boundary is only that. */
function changeAfter(document: ProfileDocument, after: string): string | undefined {
  const covers = coveringAt(document, after);
  let at = nextBoundary(document, undefined, after);
  for (let looks = 0; at !== undefined && looks < LOOKS_MAX; looks++) {
    if (coveringAt(document, at).join() !== covers.join()) return at;
    at = nextBoundary(document, undefined, at);
  }
  return at;
}
