import { expect, it } from '@jest/globals';
import { daysOf, timeIn } from './days.js';

const HOUR_MS = 3_600_000;
const at = (text: string): number => Date.parse(text);
const period = (from: string, to: string) => ({ fromMs: at(from), toMs: at(to), what: from });

it('periods are sorted into the days of their zone, cut at midnight there', () => {
  const night = period('2026-01-05T20:00Z', '2026-01-06T04:00Z');
  const days = daysOf([night], 'Europe/Paris');
  expect(days.map(({ date, parts }) => [date, parts.length])).toEqual([
    ['2026-01-05', 1],
    ['2026-01-06', 1],
  ]);
  expect(days[0]?.parts[0]?.toMs).toBe(at('2026-01-05T23:00Z'));
  expect(timeIn('Europe/Paris', days[1]?.parts[0]?.fromMs ?? 0)).toBe('00:00');
});

it.each([
  ['Europe/Paris', '2026-03-29T10:00Z', 23],
  ['Europe/Paris', '2026-10-25T10:00Z', 25],
  ['Australia/Lord_Howe', '2026-04-05T00:00Z', 24.5],
  ['Asia/Kathmandu', '2026-04-05T00:00Z', 24],
])('a day of %s around %s has %d hours', (zone, from, hours) => {
  const [day] = daysOf([{ fromMs: at(from), toMs: at(from) + 1, what: '' }], zone);
  expect(((day?.toMs ?? 0) - (day?.fromMs ?? 0)) / HOUR_MS).toBe(hours);
});

it('no period, no day', () => {
  expect(daysOf([], 'UTC')).toEqual([]);
});
