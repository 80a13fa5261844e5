import * as fc from 'fast-check';

const weekday = fc.constantFrom('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU');
const ordinals = fc.constantFrom('1', '+2', '3', '5', '-1', '-2', '53', '-53');

function signed(most: number): fc.Arbitrary<number> {
  return fc.oneof(fc.integer({ min: 1, max: most }), fc.integer({ min: -most, max: -1 }));
}

function part(name: string, value: fc.Arbitrary<number | string>, most: number) {
  return fc
    .array(value, { minLength: 1, maxLength: most })
    .map((all) => `${name}=${all.join(',')}`);
}

const times = [
  part('BYHOUR', fc.constantFrom(9, 9, 17), 3),
  part('BYMINUTE', fc.constantFrom(30, 30, 45), 3),
];
const plainDays = part('BYDAY', weekday, 5);
const numberedDays = part(
  'BYDAY',
  fc.tuple(ordinals, weekday).map((one) => one.join('')),
  4,
);
const month = part('BYMONTH', fc.integer({ min: 1, max: 12 }), 8);
const monthDay = part('BYMONTHDAY', signed(31), 15);
const position = part('BYSETPOS', fc.oneof(signed(4), signed(366)), 20);
const interval = fc.constantFrom('INTERVAL=1', 'INTERVAL=3');
const weekStart = fc.constantFrom('WKST=SU', 'WKST=WE');

/** The parts that may stand in rules of one kind. */
const kinds: readonly (readonly [string, readonly fc.Arbitrary<string>[]])[] = [
  ['DAILY', [...times, plainDays, month, monthDay, position, interval]],
  ['WEEKLY', [...times, plainDays, month, position, interval, weekStart]],
  ['MONTHLY', [...times, plainDays, month, monthDay, position, interval]],
  ['MONTHLY', [...times, numberedDays, month, monthDay, position, interval]],
  ['YEARLY', [...times, plainDays, month, monthDay, position, interval]],
  ['YEARLY', [...times, numberedDays, month, monthDay, position, interval]],
  ['YEARLY', [...times, part('BYYEARDAY', signed(366), 100), month, position, interval]],
  ['YEARLY', [...times, part('BYWEEKNO', signed(53), 30), plainDays, month, interval, weekStart]],
];

/** RRULEs of all kinds that may stand in a profile, and some that may not. */
export const recurrence = fc
  .constantFrom(...kinds)
  .chain(([frequency, parts]) =>
    fc
      .tuple(...parts.map((one) => fc.option(one, { freq: 2, nil: '' })))
      .map((chosen) => [`FREQ=${frequency}`, ...chosen.filter((one) => one !== '')].join(';')),
  );

const day = fc.oneof(
  fc.constantFrom('01-01', '01-02', '01-03', '02-28', '12-29', '12-30', '12-31'),
  fc
    .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
    .map((all) => all.map((one) => String(one).padStart(2, '0')).join('-')),
);
/** A local time at half past nine. */
export const start = fc
  .tuple(fc.integer({ min: 2020, max: 2050 }), day)
  .map(([year, date]) => `${year}-${date}T09:30`);
