import { InvalidArgumentError } from 'commander';
import { expect, it } from '@jest/globals';
import { instant, instantOf, untilWhen } from './instants.js';

it.each([
  ['2026-01-05T08:00:00.000Z', '2026-01-05T08:00:00.000Z'],
  ['2026-01-05T08:00:00Z', '2026-01-05T08:00:00.000Z'],
  ['2026-01-05t08:00:00z', '2026-01-05T08:00:00.000Z'],
  ['2026-01-05 08:00:00Z', '2026-01-05T08:00:00.000Z'],
  ['2026-01-05T08:00Z', '2026-01-05T08:00:00.000Z'],
  ['2026-01-05T08:00:00.5Z', '2026-01-05T08:00:00.500Z'],
  ['2026-01-05T08:00:00.123456789Z', '2026-01-05T08:00:00.123Z'],
  ['2026-01-05T09:00:00+01:00', '2026-01-05T08:00:00.000Z'],
  ['2026-01-04T22:30:00.250-09:30', '2026-01-05T08:00:00.250Z'],
  ['2028-02-29T00:00:00Z', '2028-02-29T00:00:00.000Z'],
  ['2026-02-29T00:00:00Z', undefined],
  ['2026-13-01T00:00:00Z', undefined],
  ['2026-01-05T25:00:00Z', undefined],
  ['2026-01-05T08:00:00', undefined],
  ['2026-01-05', undefined],
  ['yesterday', undefined],
  ['1767600000000', undefined],
])('%s is the instant %s', (text, at) => {
  expect(instantOf(text)).toBe(at);
});

it('what is no instant is refused with the form that is wanted', () => {
  expect(() => instant('tomorrow')).toThrow(InvalidArgumentError);
  expect(() => instant('tomorrow')).toThrow(/an offset \(RFC 3339\), as 2026-01-05T08:00:00Z/);
});

it('an end by hand is a word or an instant', () => {
  expect(untilWhen('next-change')).toBe('next-change');
  expect(untilWhen('cleared')).toBe('cleared');
  expect(untilWhen('2026-01-05T09:00+01:00')).toBe('2026-01-05T08:00:00.000Z');
  expect(() => untilWhen('never')).toThrow('Give next-change, cleared, or an instant');
});
