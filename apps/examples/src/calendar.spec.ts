import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { Calendar } from './calendar.js';

const text = readFileSync(
  fileURLToPath(new URL('../calendars/alice.ics', import.meta.url)),
  'utf8',
);

describe("alice's calendar", () => {
  it('has its stand-up at half past nine in Paris, winter and summer', () => {
    expect(new Calendar(text).at(new Date('2026-01-12T08:35:00Z'))?.summary).toMatch(/^Stand-up/);
    expect(new Calendar(text).at(new Date('2026-07-06T07:35:00Z'))?.summary).toMatch(/^Stand-up/);
    expect(new Calendar(text).at(new Date('2026-07-06T08:35:00Z'))).toBeUndefined();
  });

  it('has no stand-up on a Sunday', () => {
    expect(new Calendar(text).at(new Date('2026-01-11T08:35:00Z'))).toBeUndefined();
  });

  it('joins a line that was folded', () => {
    const meeting = new Calendar(text).at(new Date('2026-01-12T08:35:00Z'));
    expect(meeting?.summary).toContain('in the room by the stairs');
  });

  it('follows a recurrence: the short word begins and ends', () => {
    const calendar = new Calendar(text);
    const seen = ['12:02:59', '12:03:00', '12:04:09', '12:04:10', '12:06:30'].map(
      (time) => calendar.at(new Date(`2026-11-02T${time}Z`)) !== undefined,
    );
    expect(seen).toEqual([false, true, true, false, true]);
  });
});
