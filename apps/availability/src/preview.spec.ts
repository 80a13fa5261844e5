import type { JsonObject } from '@liaison/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { World } from './fixtures/world.js';
import { document } from './projections/fixtures/history.js';

const user = 'alice';
const DAY_MS = 86_400_000;
const TEN_YEARS_DAYS = 3653;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();
const draft = (changes = {}) => document(changes) as unknown as JsonObject;

interface Told {
  readonly shortened?: true;
  readonly periods: readonly { readonly to: string }[];
  readonly to: string;
}

describe('a preview', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.begin();
    await world.start('one');
    await world.register(user);
    await world.told('contact.block', { user, viewer: 'bob' });
  }, 30_000);
  afterAll(() => world.end());

  const ask = (data: JsonObject) => world.ask('profile.preview', { user, ...data });

  it('tells what contacts and named viewers would be told, and takes consents as they are', async () => {
    const from = '2026-10-23T22:00:00.000Z';
    const told = await world.told('profile.preview', {
      user,
      profile: draft(),
      viewers: ['dave', 'bob'],
      from,
      days: 3,
    });
    const to = '2026-10-26T22:00:00.000Z';
    expect(told).toMatchObject({
      profile: 'work',
      zone: 'Europe/Paris',
      from,
      to,
      assumes: ['terminals-connected', 'consents-as-now', 'nothing-by-hand'],
      periods: [{ from, to, covering: [], hole: true }],
      clockChanges: [{ date: '2026-10-25', shiftMinutes: -60 }],
      timelines: [
        { viewers: ['bob'], timeline: [{ from, to, state: 'unknown', line: 3 }] },
        {
          viewers: ['carol', 'dave'],
          timeline: [{ from, to, state: 'connectable', line: 8, mode: 'open' }],
        },
      ],
    });
    expect(await world.told('profile.list', { user })).toEqual({ items: [] });
  });

  it('needs no consent to be there, and tells of a week from now', async () => {
    const profile = draft({ contacts: ['x'] });
    const { from, to } = (await world.told('profile.preview', { user, profile })) as {
      from: string;
      to: string;
    };
    expect(Date.parse(to) - Date.parse(from)).toBe(7 * DAY_MS);
  });

  it.each([
    ['before', -TEN_YEARS_DAYS + 1],
    ['after', TEN_YEARS_DAYS - 1],
  ])('tells of days that lie almost ten years %s today', async (_, days) => {
    const from = inDays(days);
    const told = await world.told('profile.preview', { user, profile: draft(), from });
    expect(told).toMatchObject({ from, periods: [{ from, covering: [] }] });
  });

  it('tells of a busy draft as far as one answer goes, where no days were asked for', async () => {
    const hours = [...Array(20).keys()].join(',');
    const rules = Array.from({ length: 10 }, (_, at) => ({
      start: `2026-10-24T00:${10 + 3 * at}`,
      end: `2026-10-24T00:${11 + 3 * at}`,
      recur: `FREQ=DAILY;BYHOUR=${hours};BYMINUTE=${10 + 3 * at},${(40 + 3 * at) % 60}`,
    }));
    const [open, hidden] = document().modes;
    const profile = draft({ modes: [open, { ...hidden, rules }] });
    const from = '2026-10-23T22:00:00.000Z';
    const told = await world.told('profile.preview', { user, profile, from });
    const { to, shortened, periods } = told as unknown as Told;
    expect(shortened).toBe(true);
    expect(periods.at(-1)?.to).toBe(to);
    expect(periods.length).toBeGreaterThan(400);
    for (const days of [2, 7]) {
      const asked = await ask({ profile, from, days });
      expect(asked).toMatchObject({ refused: { code: 'preview-too-long' } });
    }
    const day = await world.told('profile.preview', { user, profile, from, days: 1 });
    expect(day).not.toHaveProperty('shortened');
  });

  it('is refused as the upload would be, and for days nobody can tell of', async () => {
    const faults = [{ field: '/zone' }, { field: '/modes' }, { field: '/defaultMode' }];
    const bad = await ask({ profile: draft({ zone: 'Mars', modes: [] }) });
    expect(bad).toMatchObject({ refused: { code: 'invalid-profile', faults } });
    const modes = document().modes.map((mode) => ({ ...mode, transferTerminal: 'car' }));
    const named = await ask({ profile: draft({ modes }) });
    expect(named).toMatchObject({
      refused: { code: 'invalid-profile', faults: [{ field: '/modes/0/transferTerminal' }, {}] },
    });
    const refused = async (data: JsonObject) => {
      const reply = await ask({ profile: draft(), ...data });
      return 'refused' in reply && [reply.refused.code, reply.refused.field];
    };
    expect(await refused({ days: 0 })).toEqual(['malformed', '/days']);
    expect(await refused({ days: 32 })).toEqual(['malformed', '/days']);
    expect(await refused({ from: '2026-02-30T08:00:00.000Z' })).toEqual(['malformed', '/from']);
    for (const years of [-1, 1]) {
      const from = inDays(years * (TEN_YEARS_DAYS + 1));
      expect(await refused({ from })).toEqual(['malformed', '/from']);
    }
    expect(await refused({ viewers: ['no spaces'] })).toEqual(['malformed', '/viewers/0']);
    expect(await refused({ user: 'ghost' })).toEqual(['not-registered', undefined]);
  });
});
