import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { Calendar } from './calendar.js';

const event = (...lines: string[]): string[] => ['BEGIN:VEVENT', ...lines, 'END:VEVENT'];
const calendarOf = (...events: string[][]): Calendar =>
  new Calendar(['BEGIN:VCALENDAR', ...events.flat(), 'END:VCALENDAR'].join('\r\n'));
const daily = event(
  'UID:daily',
  'SUMMARY:Daily',
  'DTSTART:20260302T090000Z',
  'DTEND:20260302T093000Z',
  'RRULE:FREQ=DAILY;COUNT=5',
  'EXDATE:20260305T090000Z',
);
const instead = (of: string, ...lines: string[]): string[] =>
  event('UID:daily', `RECURRENCE-ID:${of}`, ...lines);
const seen = (calendar: Calendar, ...instants: string[]): (string | undefined)[] =>
  instants.map((instant) => calendar.at(new Date(`2026-03-${instant}Z`))?.summary);

const alice = readFileSync(
  fileURLToPath(new URL('../calendars/alice.ics', import.meta.url)),
  'utf8',
);

describe('a calendar as calendars are', () => {
  it('moves one occurrence, to later or to earlier', () => {
    const calendar = calendarOf(
      daily,
      instead(
        '20260303T090000Z',
        'SUMMARY:Later',
        'DTSTART:20260303T140000Z',
        'DTEND:20260303T150000Z',
      ),
      instead(
        '20260304T090000Z',
        'SUMMARY:Earlier',
        'DTSTART:20260303T160000Z',
        'DTEND:20260303T170000Z',
      ),
    );
    const looks = ['02T09:10', '03T09:10', '03T14:30', '03T16:30', '04T09:10', '06T09:10'];
    expect(seen(calendar, ...looks)).toEqual([
      'Daily',
      undefined,
      'Later',
      'Earlier',
      undefined,
      'Daily',
    ]);
  });

  it('knows the occurrence that is replaced in whatever zone it is named', () => {
    const paris = event(
      'UID:daily',
      'SUMMARY:Daily',
      'DTSTART;TZID=Europe/Paris:20260302T100000',
      'DURATION:PT30M',
      'RRULE:FREQ=DAILY;COUNT=5',
    );
    const zone = alice
      .slice(alice.indexOf('BEGIN:VTIMEZONE'), alice.indexOf('BEGIN:VEVENT'))
      .trim();
    const gone = instead('20260303T090000Z', 'STATUS:CANCELLED', 'DTSTART:20260303T090000Z');
    const calendar = calendarOf([zone], paris, gone);
    expect(seen(calendar, '02T09:10', '03T09:10', '04T09:10')).toEqual([
      'Daily',
      undefined,
      'Daily',
    ]);
  });

  it('keeps the replacements of one event apart from another event', () => {
    const other = event('UID:other', 'SUMMARY:Other', ...daily.slice(3, -1));
    const gone = instead('20260303T090000Z', 'STATUS:CANCELLED', 'DTSTART:20260303T090000Z');
    expect(seen(calendarOf(daily, other, gone), '03T09:10')).toEqual(['Other']);
  });

  it('leaves out what is called off, once or for good, what is excepted and what takes no time', () => {
    const calledOff = event(...daily.slice(1, -1), 'STATUS:CANCELLED');
    const free = event(...daily.slice(1, -1), 'TRANSP:TRANSPARENT');
    expect(seen(calendarOf(calledOff), '02T09:10')).toEqual([undefined]);
    expect(seen(calendarOf(free), '02T09:10')).toEqual([undefined]);
    const once = instead('20260303T090000Z', 'STATUS:CANCELLED', 'DTSTART:20260303T090000Z');
    const spare = instead(
      '20260304T090000Z',
      'TRANSP:TRANSPARENT',
      'DTSTART:20260304T090000Z',
      'DTEND:20260304T093000Z',
    );
    const looks = ['02T09:10', '03T09:10', '04T09:10', '05T09:10', '06T09:10'];
    expect(seen(calendarOf(daily, once, spare), ...looks)).toEqual([
      'Daily',
      undefined,
      undefined,
      undefined,
      'Daily',
    ]);
  });

  it('takes an invitation to one occurrence alone', () => {
    const alone = instead(
      '20260303T090000Z',
      'SUMMARY:Guest',
      'DTSTART:20260303T090000Z',
      'DTEND:20260303T093000Z',
    );
    expect(seen(calendarOf(alone), '02T09:10', '03T09:10')).toEqual([undefined, 'Guest']);
  });
});
