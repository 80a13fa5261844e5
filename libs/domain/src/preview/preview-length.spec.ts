import { describe, expect, it } from '@jest/globals';
import { aMode, aProfile } from '../given.fixture.js';
import { CONTACTS_MAX } from '../limits.js';
import { validateProfile } from '../profile/validate.js';
import { type Draft, PREVIEW_BYTES_MAX, preview, previewAsFar } from './preview.js';

const FROM = '2026-10-23T22:00:00.000Z';
/** When the first of many grants ends. */
const ENDS_MS = Date.parse('2026-10-23T22:00:30.000Z');
/** A minute in three, twenty hours a day. */
const busiest = aProfile(
  [
    aMode('a', 1, {
      rules: Array.from({ length: 10 }, (_, at) => ({
        start: `2026-10-24T00:${String(3 * at).padStart(2, '0')}`,
        end: `2026-10-24T00:${String(3 * at + 1).padStart(2, '0')}`,
        recur: `FREQ=DAILY;BYHOUR=${[...Array(20).keys()].join(',')};BYMINUTE=${3 * at},${3 * at + 30}`,
      })),
    }),
    aMode('b', 2),
  ],
  { defaultMode: 'b' },
);
const grantOf = (at: number) => ({ at: FROM, expiresAt: new Date(ENDS_MS + at).toISOString() });
/** Viewers whose grants end at instants of their own, so that each has a timeline. */
function apart(count: number): Pick<Draft, 'viewers' | 'consents'> {
  const viewers = Array.from({ length: count }, (_, at) => `viewer-${at}`);
  const consents = viewers.map((viewer, at) => [viewer, { grant: grantOf(at) }] as const);
  return { viewers, consents: Object.fromEntries(consents) };
}
/** More than fits. */
const week: Omit<Draft, 'viewers' | 'consents'> = {
  owner: 'alice',
  document: busiest,
  from: FROM,
  to: '2026-10-30T22:00:00.000Z',
};

describe('a preview as far as one answer goes', () => {
  it.each([0, 1, 9, 300])(
    'of as many periods a day as may be is as long as fits, told to %s apart',
    (count) => {
      const whole = { ...week, ...apart(count) };
      expect(validateProfile(busiest)).toEqual({ document: busiest });
      expect(preview(whole)).toBe('too-long');
      const found = previewAsFar(whole);
      if (found === 'too-long') throw new Error(found);
      const { to, ...told } = found;
      expect(preview({ ...whole, to })).toEqual(told);
      const bytes = JSON.stringify(told).length;
      expect(bytes).toBeLessThanOrEqual(PREVIEW_BYTES_MAX);
      expect(bytes).toBeGreaterThan(PREVIEW_BYTES_MAX / 2);
      const ends = [told.periods, ...told.timelines.map(({ timeline }) => timeline)];
      expect(new Set(ends.map((periods) => periods.at(-1)?.to))).toEqual(new Set([to]));
    },
  );

  it('is as long as asked for where that fits', () => {
    const day = { ...week, ...apart(1), to: '2026-10-24T22:00:00.000Z' };
    expect(previewAsFar(day)).toEqual({ ...(preview(day) as object), to: day.to });
  });

  it('stays refused where not even a period can be told to so many apart', () => {
    const one = previewAsFar({ ...week, ...apart(CONTACTS_MAX) });
    expect(one).toMatchObject({ periods: [{ from: FROM }] });
    expect(previewAsFar({ ...week, ...apart(2 * CONTACTS_MAX) })).toBe('too-long');
  });
});
