import { stripVTControlCharacters } from 'node:util';
import type { PreviewResult } from '@liaison/contracts';
import { describe, expect, it } from '@jest/globals';
import { previewText } from './preview-text.js';

const at = (day: number, hour: number) => new Date(Date.UTC(2026, 9, day, hour)).toISOString();
const viewers = ['bob', 'carol', 'dave', 'eve', 'fay', 'gil', 'hal', 'ida'];

const preview: PreviewResult = {
  profile: 'work',
  zone: 'Europe/Paris',
  from: at(24, 6),
  to: at(26, 6),
  assumes: ['terminals-connected', 'consents-as-now', 'nothing-by-hand'],
  clockChanges: [{ at: at(25, 1), date: '2026-10-25', shiftMinutes: -60 }],
  periods: [
    { from: at(24, 6), to: at(24, 7), covering: [], hole: true },
    { from: at(24, 7), to: at(24, 15), covering: ['office'] },
    { from: at(24, 15), to: at(25, 8), covering: ['office', 'late'], overlap: true },
    { from: at(25, 8), to: at(26, 6), covering: ['office'] },
  ],
  timelines: [
    {
      viewers,
      timeline: [
        { from: at(24, 6), to: at(24, 7), state: 'not-connectable', line: 7, mode: 'away' },
        { from: at(24, 7), to: at(25, 8), state: 'connectable', line: 8, mode: 'office' },
        { from: at(25, 8), to: at(26, 6), state: 'unknown', line: 5 },
      ],
    },
  ],
};
const linesOf = (told: PreviewResult): readonly string[] =>
  stripVTControlCharacters(previewText('alice', told))
    .split('\n')
    .map((line) => line.trimEnd());
const lines = linesOf(preview);

describe('a preview for people', () => {
  it('says whose it is, for which days, and what is taken for granted', () => {
    expect(lines[0]).toBe(
      "alice's draft work, Sat 24 Oct 2026 08:00 to Mon 26 Oct 2026 07:00 (Europe/Paris)",
    );
    expect(lines[1]).toMatch(/^A terminal is taken as connected/);
    expect(lines[2]).toBe(
      'The clock goes back by 60 min: from then on it is Sun 25 Oct 2026 02:00.',
    );
  });

  it('says where it ends before the days one would expect', () => {
    const added = linesOf({ ...preview, shortened: true }).filter((line) => !lines.includes(line));
    expect(added).toEqual([expect.stringMatching(/changes too often.*--from/)]);
  });

  it('tells by the clock on the wall, each day said once, who would be told what', () => {
    expect(lines).toContain('bob, carol, dave, eve, fay, gil and 2 more would be told');
    expect(lines).toContain('Sat 24 Oct 2026  08:00  not-connectable  away     line 7');
    expect(lines).toContain('                 09:00  connectable      office   line 8');
    expect(lines).toContain('Sun 25 Oct 2026  09:00  unknown                   line 5');
  });

  it('marks overlaps and holes', () => {
    const marked = lines.filter((line) => /overlap|no rule/.test(line));
    expect(marked).toHaveLength(2);
    expect(marked[0]).toMatch(/08:00 {2}– .*no rule covers/);
    expect(marked[1]).toMatch(/17:00 {2}office, late .*overlap/);
  });
});
