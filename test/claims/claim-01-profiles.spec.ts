import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { addPerson, connectNew, modeOf, profileOf } from '../harness/people.js';
import { caughtUp, replaceProfile, toldOwnMode, useProfile } from '../harness/profiles.js';
import { System } from '../harness/system.js';
import { canonical } from '../harness/canonical.js';

let system: System;
beforeAll(async () => {
  system = await System.start({ replicas: { gateway: 2 } });
});
afterAll(async () => system?.stop());

/** A document that uses every member there is, its modes written in no particular order. */
function everything(transferTerminal: string): Record<string, unknown> {
  return {
    modes: [
      {
        transferTerminal,
        audience: { others: 'next', only: ['bob', 'carol'] },
        availability: { number: '+33140000000', state: 'transfer' },
        notification: 'deferred',
        order: 7,
        mode: 'driving',
      },
      modeOf('away', 3, {
        availability: { state: 'not-available' },
        audience: { except: ['carol', 'dave'] },
        notification: 'on-request',
      }),
      modeOf('office', 1),
      modeOf('hidden', 2, { availability: { state: 'unknown' }, notification: 'silent' }),
    ],
    defaultMode: 'away',
    contacts: ['dave', 'bob', 'nobody_at-all'],
    authorisation: 'required',
    zone: 'America/Argentina/Buenos_Aires',
    label: 'À la maison 🏡 "quoted"',
    profile: 'home',
  };
}

it('C1.6 a profile is returned equal to the user’s other terminals, wherever they are', async () => {
  const alice = await addPerson(system, 'alice');
  const phone = await connectNew(system, alice, { kind: 'phone' });
  const browser = await connectNew(system, alice, { kind: 'browser', gateway: 1 });
  const profile = everything(phone.id);
  const { version } = await phone.terminal.call<{ version: number }>('profile.upload', { profile });

  const read = await browser.terminal.call('profile.get', { profile: 'home' });
  expect(read['version']).toBe(version);
  expect(canonical(read['profile'])).toBe(canonical(profile));
  expect(await browser.terminal.call('profile.list')).toEqual({
    items: [{ profile: 'home', label: profile['label'], version, active: false }],
  });
});

it('C1.6 an upload replaces the whole document, and only the version it expects', async () => {
  const alice = await addPerson(system, 'alice');
  const phone = await connectNew(system, alice);
  const browser = await connectNew(system, alice, { gateway: 1 });
  await phone.terminal.call('profile.upload', { profile: everything(phone.id) });
  const replacement = profileOf({ profile: 'home', label: 'Smaller' });

  expect((await browser.terminal.refused('profile.upload', { profile: replacement })).refusal).toBe(
    'version-conflict',
  );
  const version = await replaceProfile(browser.terminal, replacement);
  const late = { profile: everything(phone.id), expectedVersion: version - 1 };
  expect((await phone.terminal.refused('profile.upload', late)).refusal).toBe('version-conflict');
  const read = await phone.terminal.call('profile.get', { profile: 'home' });
  expect(read['version']).toBe(version);
  expect(canonical(read['profile'])).toBe(canonical(replacement));
});

const badModes = [
  modeOf('office', 1, { availability: { state: 'busy' } }),
  modeOf('office', 1, { availability: { state: 'transfer' } }),
  modeOf('third', 3, { availability: { state: 'transfer', number: '+331' } }),
  modeOf('fourth', 4, { audience: { everyone: true, others: 'next' } }),
  modeOf('fifth', 5, { audience: { only: ['bob', 'b.b'], except: [] } }),
  modeOf('sixth', 6, { notification: 'never', colour: 'red' }),
  modeOf('seventh', 7, {
    rules: [{ start: '2026-01-05T09:00', end: '2026-01-05T17:00', recur: 'FREQ=SECONDLY' }],
  }),
  { mode: 'eighth', order: -1, audience: { except: ['bob', 'bob'] } },
];
const faultsOfBadModes = [
  '/authorisation',
  '/contacts/1',
  '/contacts/2',
  '/defaultMode',
  '/modes/0/availability/state',
  '/modes/1/availability/number',
  '/modes/1/mode',
  '/modes/1/order',
  '/modes/2/availability/number',
  '/modes/3/audience/others',
  '/modes/4/audience',
  '/modes/4/audience/only/1',
  '/modes/5/colour',
  '/modes/5/notification',
  '/modes/6/rules/0/recur',
  '/modes/7/audience/except/1',
  '/modes/7/availability',
  '/modes/7/notification',
  '/modes/7/order',
  '/zone',
];

it('C1.6 a bad profile is refused field by field, and nothing of it is stored', async () => {
  const alice = await addPerson(system, 'alice');
  const { terminal } = await connectNew(system, alice);
  await terminal.call('profile.upload', { profile: profileOf() });
  const refusal = await terminal.refused('profile.upload', {
    profile: {
      ...profileOf({ profile: 'bad', contacts: ['bob', 'b b', 'bob'], defaultMode: 'ninth' }),
      zone: 'Europe/Nowhere',
      authorisation: 'sometimes',
      modes: badModes,
    },
  });
  expect(refusal.refusal).toBe('invalid-profile');
  const faults = refusal.data?.['faults'] as { field: string; message: string }[];
  expect(faults.map(({ field }) => field).sort()).toEqual(faultsOfBadModes);
  for (const { message } of faults) expect(message).not.toBe('');
  expect(await terminal.call('profile.list')).toEqual({
    items: [{ profile: 'work', label: 'At work', version: 1, active: false }],
  });
  expect((await terminal.refused('profile.get', { profile: 'bad' })).refusal).toBe(
    'unknown-profile',
  );
});

const hours = [...Array(24).keys()].join(',');
it.each([
  ['begin too many periods in a day', `FREQ=DAILY;BYHOUR=${hours};BYMINUTE=0,30`, 8],
  ['take too long to count', 'FREQ=DAILY;COUNT=10000', 20],
])(
  'C1.6 rules that %s are refused where that begins, and one fewer taken',
  async (_, recur, most) => {
    const { terminal } = await connectNew(system, await addPerson(system, 'alice'));
    const rule = { start: '2026-01-05T00:00', end: '2026-01-05T00:10', recur };
    const uploadOf = (count: number) => {
      const rules = Array.from({ length: count }, () => rule);
      return { profile: profileOf({ modes: [modeOf('office', 1, { rules })] }) };
    };
    const { refusal, data } = await terminal.refused('profile.upload', uploadOf(most + 1));
    expect(refusal).toBe('invalid-profile');
    expect(data?.['faults']).toMatchObject([{ field: `/modes/0/rules/${most}/recur` }]);
    await terminal.call('profile.upload', uploadOf(most));
  },
);

/** A profile of so many modes, beside the default one. */
const withModes = (count: number): Record<string, unknown> =>
  profileOf({
    modes: Array.from({ length: count }, (_, at) => modeOf(at === 0 ? 'office' : `m${at}`, at + 1)),
  });

it('C1.6 a profile holds 32 modes, each of which can be activated, and no 33rd', async () => {
  const { terminal } = await connectNew(system, await addPerson(system, 'alice'));
  await useProfile(terminal, withModes(32));
  await terminal.call('mode.activate', { mode: 'm31' });
  await toldOwnMode(terminal, 'm31');
  const more = { profile: withModes(33), expectedVersion: 1 };
  const { refusal, data } = await terminal.refused('profile.upload', more);
  expect(refusal).toBe('invalid-profile');
  expect(data?.['faults']).toEqual([{ field: '/modes', message: expect.any(String) }]);
  const { profile } = await terminal.call('profile.get', { profile: 'work' });
  expect(canonical(profile)).toBe(canonical(withModes(32)));
});

it('C1.6 what is in use is not taken away: the active profile, and in it the mode by hand', async () => {
  const alice = await addPerson(system, 'alice');
  const phone = await connectNew(system, alice);
  const browser = await connectNew(system, alice, { gateway: 1 });
  const home = profileOf({ profile: 'home', label: 'At home' });
  await phone.terminal.call('profile.upload', { profile: home });
  await useProfile(phone.terminal, withModes(2));
  await phone.terminal.call('mode.activate', { mode: 'm1' });
  const refused = async (method: string, params: object): Promise<unknown[]> => {
    const { refusal, data } = await browser.terminal.refused(method, params);
    return [refusal, data?.['field']];
  };
  const without = { profile: withModes(1), expectedVersion: 2 };
  expect(await refused('profile.delete', { profile: 'work' })).toEqual(['in-use', '/profile']);
  expect(await refused('profile.upload', without)).toEqual(['in-use', '/profile/modes']);
  // Replaced, it applies at once, and the mode by hand stays what it was; another one may go.
  const shut = modeOf('m1', 2, { availability: { state: 'not-available' } });
  await replaceProfile(browser.terminal, profileOf({ modes: [modeOf('office', 1), shut] }));
  const isShut = (): boolean => phone.terminal.own()['state'] === 'not-connectable';
  await phone.terminal.comesTo(isShut);
  expect(phone.terminal.own()).toMatchObject({ profile: 'work', mode: 'm1' });
  await browser.terminal.call('profile.delete', { profile: 'home' });
  await browser.terminal.call('mode.clear');
  await replaceProfile(browser.terminal, withModes(1));
  await toldOwnMode(phone.terminal, 'office');
});

it('C1.6 a profile is its owner’s alone', async () => {
  const [alice, bob] = [await addPerson(system, 'alice'), await addPerson(system, 'bob')];
  const hers = await connectNew(system, alice);
  const his = await connectNew(system, bob);
  await hers.terminal.call('profile.upload', { profile: profileOf() });
  await caughtUp(hers.terminal, his.terminal);
  expect(await his.terminal.call('profile.list')).toEqual({ items: [] });
  expect((await his.terminal.refused('profile.get', { profile: 'work' })).refusal).toBe(
    'unknown-profile',
  );
});
