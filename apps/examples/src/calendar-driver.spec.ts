import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CalendarDriver } from './calendar-driver.js';
import type { Order, Report } from './orders.js';

const at = (time: string): Date => new Date(`2026-03-02T${time}Z`);
const MEETING = ['BEGIN:VEVENT', 'UID:a', 'DTSTART:20260302T100000Z', 'DTEND:20260302T110000Z'];
const TEXT = ['BEGIN:VCALENDAR', ...MEETING, 'SUMMARY:Plans', 'END:VEVENT', 'END:VCALENDAR'];
const ACTIVATE: Order = {
  method: 'mode.activate',
  params: { mode: 'in-a-meeting', until: '2026-03-02T11:00:30.000Z' },
};
const CLEAR: Order = { method: 'mode.clear', params: {} };
const IN_MEETING = { profile: 'work', mode: 'in-a-meeting', until: '2026-03-02T11:00:30.000Z' };

describe('a terminal that follows a calendar', () => {
  let folder: string;
  let driver: CalendarDriver;
  let orders: Order[];
  let reports: Report[];
  let obeys: boolean;

  const follow = async (text: string): Promise<void> => {
    const file = join(folder, 'own.ics');
    await writeFile(file, text);
    orders = [];
    reports = [];
    obeys = true;
    const obey = (order: Order): Promise<boolean> => {
      orders.push(order);
      return Promise.resolve(obeys);
    };
    driver = new CalendarDriver(file, obey, (report) => reports.push(report));
    await driver.start();
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'liaison-calendar-'));
    await follow(TEXT.join('\r\n'));
  });
  afterEach(async () => {
    driver.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('activates the mode when a meeting begins, once, and clears it when it ends', async () => {
    driver.hear({ profile: 'work', mode: 'office' });
    await driver.look(at('09:59:59'));
    expect(orders).toEqual([]);
    await driver.look(at('10:00:00'));
    driver.hear(IN_MEETING);
    await driver.look(at('10:00:01'));
    expect(orders).toEqual([ACTIVATE]);
    await driver.look(at('11:00:00'));
    expect(orders).toEqual([ACTIVATE, CLEAR]);
    expect(reports).toMatchObject([
      { report: 'calendar', summary: 'Plans', until: '2026-03-02T11:00:00.000Z' },
      { report: 'calendar', until: undefined },
    ]);
  });

  it('waits with a meeting that is on already until it is connected and has a profile', async () => {
    await driver.look(at('10:10:00'));
    driver.hear({});
    await driver.look(at('10:10:01'));
    expect(orders).toEqual([]);
    driver.hear({ profile: 'work', mode: 'office' });
    await driver.look(at('10:10:02'));
    expect(orders).toEqual([ACTIVATE]);
  });

  it('tries again after a refusal, ever later, and at once when its user changes', async () => {
    driver.hear({ profile: 'work', mode: 'office' });
    obeys = false;
    for (let second = 0; second < 10; second++) await driver.look(at(`10:00:0${second}`));
    expect(orders).toHaveLength(4); // at 0, 1, 3 and 7 s
    driver.hear({ profile: 'home', mode: 'evening' });
    obeys = true;
    await driver.look(at('10:00:10'));
    await driver.look(at('10:00:59'));
    expect(orders).toHaveLength(5);
  });

  it('activates it again after a switch of profiles, and leaves a mode of the user alone', async () => {
    driver.hear({ profile: 'work', mode: 'office' });
    await driver.look(at('10:00:00'));
    driver.hear({ profile: 'work', mode: 'driving', until: 'cleared' });
    await driver.look(at('10:20:00'));
    expect(orders).toEqual([ACTIVATE]);
    driver.hear({ profile: 'home', mode: 'evening' });
    await driver.look(at('10:30:00'));
    expect(orders).toEqual([ACTIVATE, ACTIVATE]);
    driver.hear({ profile: 'home', mode: 'driving', until: 'cleared' });
    await driver.look(at('11:00:00'));
    expect(orders).toEqual([ACTIVATE, ACTIVATE]);
  });

  it('clears, after a restart, the mode of a meeting that is over', async () => {
    driver.hear(IN_MEETING);
    await driver.look(at('11:00:10'));
    await driver.look(at('11:00:11'));
    expect(orders).toEqual([CLEAR]);
  });

  it('leaves alone who is in a meeting of no calendar', async () => {
    driver.hear({ profile: 'work', mode: 'in-a-meeting', until: 'cleared' });
    await driver.look(at('12:00:00'));
    expect(orders).toEqual([]);
  });

  it('says so where the file is no calendar', async () => {
    driver.stop();
    await follow('a letter');
    expect(reports).toMatchObject([{ report: 'trouble' }]);
    driver.hear({ profile: 'work' });
    await driver.look(at('10:00:00'));
    expect(orders).toEqual([]);
  });
});
