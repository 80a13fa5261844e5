import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import {
  type ConnectedTerminal,
  type Person,
  addPerson,
  connectAgain,
  connectNew,
  modeOf,
  profileOf,
} from '../harness/people.js';
import { replaceProfile, useProfile } from '../harness/profiles.js';
import { type KnownService, Service, accepted, newService } from '../harness/service.js';
import { System } from '../harness/system.js';

let system: System;
let exchange: KnownService;
let service: Service;
beforeAll(async () => {
  system = await System.start({ services: true });
  exchange = await newService(system, 'exchange');
  service = await Service.connect(system, exchange);
});
afterAll(async () => {
  await service?.leave();
  await system?.stop();
});

/** Where an incoming call rings now, asked as a service does. */
function callTarget({ user }: Person, caller?: string): Promise<Readonly<Record<string, unknown>>> {
  const asked = caller === undefined ? { user } : { user, caller };
  return service.ask('query', { 'call-target': asked });
}

/** Alice with a phone and a browser; the exchange may ask where she is called. */
async function callee(): Promise<{
  alice: Person;
  phone: ConnectedTerminal;
  browser: ConnectedTerminal;
}> {
  const alice = await addPerson(system, 'alice');
  const phone = await connectNew(system, alice, { kind: 'phone' });
  const browser = await connectNew(system, alice, { kind: 'browser' });
  await phone.terminal.call('service.activate', { service: exchange.service });
  return { alice, phone, browser };
}

const NUMBER = '+33140000000';
const modes = (browser: string): Record<string, unknown>[] => [
  modeOf('office', 1),
  modeOf('desk', 2, { transferTerminal: browser }),
  modeOf('driving', 3, { availability: { state: 'transfer', number: NUMBER } }),
  modeOf('both', 4, {
    availability: { state: 'transfer', number: NUMBER },
    transferTerminal: browser,
  }),
  modeOf('hidden', 5, { availability: { state: 'not-available' }, transferTerminal: browser }),
];

it('C2.2 an incoming call goes to the transfer terminal, where the mode names one', async () => {
  const { alice, phone, browser } = await callee();
  await useProfile(phone.terminal, profileOf({ modes: modes(browser.id) }));
  // Without one a phone is called before a browser.
  expect(await callTarget(alice)).toMatchObject({ target: { terminal: phone.id }, step: 6 });
  await phone.terminal.call('mode.activate', { mode: 'desk' });
  expect(await callTarget(alice)).toMatchObject({
    target: { terminal: browser.id, kind: 'browser' },
    step: 3,
    because: 'transfer-terminal-connected',
  });
  await phone.terminal.call('mode.activate', { mode: 'hidden' });
  expect(await callTarget(alice)).toMatchObject({ target: { terminal: browser.id }, step: 3 });
});

it('C2.2 number and transfer terminal are independent: either, both or neither', async () => {
  const { alice, phone, browser } = await callee();
  await useProfile(phone.terminal, profileOf({ modes: modes(browser.id) }));
  const expected: readonly [string, object][] = [
    ['office', { target: { terminal: phone.id, kind: 'phone' }, step: 6 }],
    ['desk', { target: { terminal: browser.id, kind: 'browser' }, step: 3 }],
    ['driving', { target: { number: NUMBER }, step: 2 }],
    ['both', { target: { number: NUMBER }, step: 2 }],
  ];
  for (const [mode, target] of expected) {
    await phone.terminal.call('mode.activate', { mode });
    expect([mode, await callTarget(alice)]).toMatchObject([mode, target]);
  }
});

it('C2.2 while the transfer terminal is not connected a call goes as if none were named', async () => {
  const { alice, phone, browser } = await callee();
  await useProfile(phone.terminal, profileOf({ modes: modes(browser.id), defaultMode: 'desk' }));
  await browser.terminal.call('terminal.disconnect');
  expect(await callTarget(alice)).toMatchObject({
    target: { terminal: phone.id },
    step: 6,
    rejected: expect.arrayContaining([{ step: 3, reason: 'transfer-terminal-not-connected' }]),
  });
  await connectAgain(system, browser);
  expect(await callTarget(alice)).toMatchObject({ target: { terminal: browser.id }, step: 3 });
});

it('C2.2 each caller is called through by the mode that applies to them', async () => {
  const { alice, phone, browser } = await callee();
  const [bob, carol] = [await addPerson(system, 'bob'), await addPerson(system, 'carol')];
  const audience = { only: [bob.user], others: 'next' };
  await useProfile(
    phone.terminal,
    profileOf({
      modes: [modeOf('desk', 1, { transferTerminal: browser.id, audience }), modeOf('office', 2)],
    }),
  );
  await phone.terminal.call('mode.activate', { mode: 'desk' });
  expect(await callTarget(alice, bob.user)).toMatchObject({ target: { terminal: browser.id } });
  for (const caller of [carol.user, '+33140000001', undefined]) {
    expect(await callTarget(alice, caller)).toMatchObject({ target: { terminal: phone.id } });
  }
});

it('C2.3 a transfer terminal that was removed is called no more, and its mode still holds', async () => {
  const { alice, phone, browser } = await callee();
  await useProfile(phone.terminal, profileOf({ modes: modes(browser.id), defaultMode: 'desk' }));
  expect(await callTarget(alice)).toMatchObject({ target: { terminal: browser.id }, step: 3 });
  await phone.terminal.call('terminal.remove', { terminal: browser.id });
  expect(await callTarget(alice)).toMatchObject({
    target: { terminal: phone.id },
    step: 6,
    rejected: expect.arrayContaining([{ step: 3, reason: 'transfer-terminal-removed' }]),
  });
  await phone.terminal.call('mode.activate', { mode: 'office' });
  await phone.terminal.call('mode.activate', { mode: 'desk' });
  expect(await callTarget(alice)).toMatchObject({ target: { terminal: phone.id } });
  const renewed = await connectNew(system, alice, { kind: 'browser' });
  await replaceProfile(
    phone.terminal,
    profileOf({ modes: modes(renewed.id), defaultMode: 'desk' }),
  );
  await until('the new one is called', async () => {
    const { target } = await callTarget(alice);
    return (target as { terminal?: string }).terminal === renewed.id;
  });
});

const STATES = ['available', 'not-available', 'transfer', 'unknown'] as const;
/** Who calls, and by the state: the step that applies where no transfer terminal is named, and where one is. */
const CALLS = {
  covered: ['5 3', '4 3', '2 2', '5 5'],
  excluded: ['5 5', '5 5', '5 5', '5 5'],
  absent: ['5 5', '5 5', '5 5', '5 5'],
  blocked: ['1 1', '1 1', '1 1', '1 1'],
} as const;

it('C11.7 where a call goes, by who calls, the state, the transfer terminal and the selection', async () => {
  const { alice, phone, browser } = await callee();
  const soft = await connectNew(system, alice, { kind: 'softphone' });
  const callers = {
    covered: (await addPerson(system, 'bob')).user,
    excluded: (await addPerson(system, 'carol')).user,
    blocked: (await addPerson(system, 'dave')).user,
    absent: undefined,
  };
  const audience = { except: [callers.excluded] };
  const all = STATES.flatMap((state, at) => {
    const availability = state === 'transfer' ? { state, number: NUMBER } : { state };
    return [false, true].map((named) =>
      modeOf(`${state}-${named}`, 2 * at + Number(named) + 1, {
        availability,
        audience,
        ...(named ? { transferTerminal: browser.id } : {}),
      }),
    );
  });
  await useProfile(phone.terminal, profileOf({ modes: all, defaultMode: 'available-false' }));
  await phone.terminal.call('contact.block', { user: callers.blocked });
  await phone.terminal.call('call.select', { terminal: soft.id });
  const targets: Readonly<Record<string, object>> = {
    1: { none: true },
    2: { number: NUMBER },
    3: { terminal: browser.id, kind: 'browser' },
    4: { none: true },
    5: { terminal: soft.id, kind: 'softphone' },
  };
  for (const [at, state] of STATES.entries()) {
    for (const named of [false, true]) {
      await phone.terminal.call('mode.activate', { mode: `${state}-${named}` });
      for (const [caller, steps] of Object.entries(CALLS)) {
        const told = await callTarget(alice, callers[caller as keyof typeof callers]);
        const step = steps[at]?.split(' ')[Number(named)] ?? '';
        expect([caller, state, named, told]).toMatchObject([
          caller,
          state,
          named,
          { target: targets[step], step: Number(step) },
        ]);
      }
    }
  }
});

it('C11.7 with nothing selected a phone rings before a softphone, that before a browser, then the latest', async () => {
  const { alice, phone } = await callee();
  const soft = await connectNew(system, alice, { kind: 'softphone' });
  const second = await connectNew(system, alice, { kind: 'phone' });
  const rings = async (): Promise<unknown> => (await callTarget(alice))['target'];
  expect(await rings()).toMatchObject({ terminal: second.id });
  await second.terminal.call('terminal.disconnect');
  expect(await rings()).toMatchObject({ terminal: phone.id });
  await phone.terminal.call('terminal.disconnect');
  expect(await rings()).toMatchObject({ terminal: soft.id });
  await soft.terminal.call('terminal.disconnect');
  expect(await rings()).toMatchObject({ kind: 'browser' });
});

it('C11.7 without an active profile terminals ring all the same; with none connected nothing does', async () => {
  const { alice, phone, browser } = await callee();
  await useProfile(phone.terminal, profileOf({ modes: modes(browser.id), defaultMode: 'driving' }));
  expect(await callTarget(alice)).toMatchObject({ target: { number: NUMBER } });
  await phone.terminal.call('profile.deactivate', { profile: 'work' });
  expect(await callTarget(alice)).toMatchObject({
    target: { terminal: phone.id },
    step: 6,
    rejected: expect.arrayContaining([{ step: 2, reason: 'no-active-profile' }]),
  });
  await phone.terminal.call('call.select', { terminal: browser.id });
  expect(await callTarget(alice)).toMatchObject({ target: { terminal: browser.id }, step: 5 });
  await phone.terminal.call('terminal.disconnect');
  await browser.terminal.call('terminal.disconnect');
  const nothing = { target: { none: true }, step: 7, because: 'no-step-before-applies' };
  expect(await callTarget(alice)).toMatchObject(nothing);
});

it('C11.7 an erased user is called as one there never was', async () => {
  const { alice } = await callee();
  const nobody = await callTarget({ ...alice, user: 'never-there' });
  expect(nobody).toMatchObject({ target: { none: true }, step: 1 });
  await accepted(system, 'auth', 'user.erase', { user: alice.user });
  expect(await callTarget(alice)).toEqual(nobody);
});
