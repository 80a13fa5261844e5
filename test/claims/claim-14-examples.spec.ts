import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DeliverPolicy } from '@nats-io/jetstream';
import { until } from '../harness/await.js';
import { addService } from '../harness/foreign-service.js';
import { readAll } from '../harness/log.js';
import { matched, registryOf } from '../harness/matches.js';
import {
  type ConnectedTerminal,
  addUser,
  connectNew,
  modeOf,
  profileOf,
} from '../harness/people.js';
import { type Program, startProgram } from '../harness/processes.js';
import { replaceProfile, useProfile } from '../harness/profiles.js';
import { System } from '../harness/system.js';
import { RpcError } from '../harness/terminal.js';

/* The services of the example and one that pulls, and every box of the server: a process each. */

const EXAMPLES = ['telephony', 'messaging', 'calendar'] as const;
type Example = (typeof EXAMPLES)[number];
const BUSY_MS = 15_000;
const MINUTE_MS = 60_000;

let system: System;
let folder: string;
let phone: ConnectedTerminal;
let browser: ConnectedTerminal;
let bobs: ConnectedTerminal;
let endsMs: number;
const programs = new Map<string, Program>();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liaison-examples-'));
  system = await System.start({ services: true });
  const known = [];
  for (const user of EXAMPLES) known.push({ user, secret: await addService(system, user) });
  await writeFile(join(folder, 'services'), JSON.stringify(known));
  // The calendar is alice's.
  const [alice, bob] = [await addUser(system, 'alice'), await addUser(system, 'bob')];
  phone = await connectNew(system, alice, { kind: 'phone' });
  browser = await connectNew(system, alice, { kind: 'browser' });
  bobs = await connectNew(system, bob);
  for (const service of EXAMPLES) await phone.terminal.call('service.activate', { service });
  await bobs.terminal.call('service.activate', { service: 'telephony' });
  await start('telephony');
  await start('messaging');
  const secret = await addService(system, 'archive');
  const args = [system.natsUrl, 'archive', secret, 'call-missed', 'telephony'];
  const script = 'test/harness/pull-service.mjs';
  programs.set('archive', await startProgram({ script, args, readyEvent: 'connected' }));
  await phone.terminal.call('service.activate', { service: 'archive' });
});
afterAll(async () => {
  await Promise.all([...programs.values()].map((program) => program.signal('SIGKILL')));
  await system?.stop();
  await rm(folder, { recursive: true });
});

/** Starts a service of the example, with alice's calendar; resolves when it is listed as connected. */
async function start(service: Example): Promise<void> {
  const [services, ics, keep] = ['services', 'alice.ics', service].map((name) =>
    join(folder, name),
  );
  const flags = { nats: system.natsUrl, services, ics, keep };
  const args = Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, String(value)]);
  const script = `apps/examples/dist/services/${service}.js`;
  programs.set(service, await startProgram({ script, args, readyEvent: 'story' }));
  await until(`${service} is connected`, () => isListed(service));
}

async function isListed(service: string): Promise<boolean> {
  const { items } = await until('services are listed', () =>
    phone.terminal.poll<{ items: { service: string; connected: boolean }[] }>('service.list'),
  );
  return items.find((item) => item.service === service)?.connected === true;
}

async function called(by: ConnectedTerminal, service: string, payload: object): Promise<unknown> {
  const operation = { telephony: 'call', messaging: 'messages', archive: 'take' }[service];
  const call = { service, operation, payload, timeoutMs: 10_000 };
  const answer = await until(`${service} answers`, () =>
    by.terminal.poll<{ payload: unknown }>('service.call', call).catch((error: unknown) => {
      // One that has just connected takes calls a moment later.
      if (error instanceof RpcError && error.refusal === 'service-not-connected') return undefined;
      throw error;
    }),
  );
  return answer.payload;
}

/** How many calls of alice went to her mailbox: as many events, as many messages. */
let missed = 0;

/** Alice is called; answers what telephony says. */
async function calls(by: ConnectedTerminal): Promise<{ rang?: string; mailbox?: boolean }> {
  const told = (await called(by, 'telephony', { to: 'alice' })) as Awaited<
    ReturnType<typeof calls>
  >;
  if (told.mailbox === true) missed++;
  return told;
}
const taken = (max: number, acknowledges: boolean) =>
  called(phone, 'archive', { max, acknowledges }) as Promise<readonly string[]>;

/** Who left messages for alice, in their order. */
async function messages(): Promise<readonly string[]> {
  const told = (await called(phone, 'messaging', {})) as { messages: { from: string }[] };
  return told.messages.map(({ from }) => from);
}

/** An instant as calendars write it, and a local time in UTC as profiles do. */
const stamp = (ms: number): string =>
  `${new Date(ms).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
const local = (ms: number): string => new Date(ms).toISOString().slice(0, 16);

/** A calendar with one meeting: it has begun and ends at the instant. */
function calendarUntil(ms: number): string {
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//test//EN',
    'BEGIN:VEVENT',
    'UID:meeting',
    `DTSTAMP:${stamp(ms)}`,
    `DTSTART:${stamp(ms - BUSY_MS - MINUTE_MS)}`,
    `DTEND:${stamp(ms)}`,
    'SUMMARY:Meeting',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
}

interface Copy {
  readonly correlation: string;
  readonly data: { readonly why?: string };
}

/** What a service was sent, or is to be, as the notification log has it. */
async function copiesOf(service: string): Promise<readonly Copy[]> {
  const copies: Copy[] = [];
  const from = {
    filter_subjects: `liaison.events.out.${service}`,
    deliver_policy: DeliverPolicy.All,
  };
  await readAll(system, 'EVENTS_OUT', from, (message) => copies.push(message.json<Copy>()));
  return copies;
}

it('C14.1 every service of the example is a program of its own: it connects, and declares', async () => {
  endsMs = Date.now() + BUSY_MS;
  await writeFile(join(folder, 'alice.ics'), calendarUntil(endsMs));
  await start('calendar');
  expect(new Set([...programs.values()].map(({ pid }) => pid)).size).toBe(EXAMPLES.length + 1);
  for (const service of EXAMPLES) {
    const types = (await registryOf(system, service)).map(({ type }) => type.split('.')[2]);
    expect([service, types]).toEqual([service, expect.arrayContaining(['declared', 'connected'])]);
    const { pid } = programs.get(service) ?? {};
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8');
    expect(command).toContain(`services/${service}.js`);
  }
});

it('C14.1 one’s event comes to the next in one chain, to the message that a terminal asks for', async () => {
  // Of claims 1 and 6: the calendar tells telephony, which misses bob's call and tells messaging.
  await until('telephony knows of the meeting', async () => {
    return JSON.stringify(await calls(bobs)) === JSON.stringify({ to: 'alice', mailbox: true });
  });
  await until('bob left a message', async () => (await messages()).length > 0);
  const [meeting] = await matched(system, 'calendar', 1);
  expect(meeting?.receivers.map(({ service }) => service)).toEqual(['telephony']);
  // The last of these calls was the one that telephony missed because of the meeting.
  const copy = await until('messaging is told why', async () =>
    (await copiesOf('messaging')).find(({ data }) => data.why === 'in a meeting'),
  );
  const correlations = (await copiesOf('telephony')).map(({ correlation }) => correlation);
  expect(correlations).toEqual([copy.correlation]);
});

it('C14.1 where a call goes follows profile, mode, period and block', async () => {
  await until('the meeting is over', () => Date.now() > endsMs, BUSY_MS * 2);
  const { terminal } = phone;
  // Of claim 2: a phone before a browser, but where a mode names the browser.
  const desk = modeOf('desk', 2, { transferTerminal: browser.id });
  const profile = { modes: [modeOf('office', 1), desk] };
  await useProfile(terminal, profileOf(profile));
  await until('telephony rings again', async () => {
    return (await calls(bobs)).rang === phone.id;
  });
  await terminal.call('mode.activate', { mode: 'desk' });
  expect(await calls(bobs)).toMatchObject({ rang: browser.id });
  await terminal.call('mode.clear');
  // Of claim 3: a period that covers now, with nobody acting.
  const now = Date.now();
  const driving = modeOf('driving', 3, {
    availability: { state: 'transfer', number: '+33140000000' },
    rules: [{ start: local(now - MINUTE_MS), end: local(now + 10 * MINUTE_MS) }],
  });
  await replaceProfile(terminal, profileOf({ zone: 'UTC', modes: [...profile.modes, driving] }));
  expect(await calls(bobs)).toEqual({ to: 'alice', number: '+33140000000' });
  // Of claim 4: who is blocked reaches nobody.
  await terminal.call('contact.block', { user: 'bob' });
  expect(await calls(bobs)).toEqual({ to: 'alice', mailbox: true });
  await terminal.call('contact.unblock', { user: 'bob' });
});

it('C14.1 killed and started again, it is handed what came meanwhile, once and in order', async () => {
  await phone.terminal.call('mode.activate', { mode: 'office' });
  await until('all left one', async () => (await messages()).length === missed);
  const before = missed;
  await programs.get('messaging')?.signal('SIGKILL');
  await until('it is lost', async () => !(await isListed('messaging')));
  for (const by of [bobs, phone, bobs]) await calls(by);
  await matched(system, 'telephony', missed);
  await start('messaging');
  await until('all are there', async () => (await messages()).length === missed);
  expect((await messages()).slice(before)).toEqual(['bob', 'alice', 'bob']);
});

it('C14.1 one that pulls is handed nothing until it asks, and the same again until it acknowledges', async () => {
  // Of claim 5: nothing was pushed to it all the while.
  await matched(system, 'telephony', missed);
  const all = await taken(missed, false);
  expect(all).toHaveLength(missed);
  expect((await taken(missed, true)).toSorted()).toEqual(all.toSorted());
  await calls(bobs);
  const [next, ...more] = await taken(1, true);
  expect([all.includes(String(next)), more]).toEqual([false, []]);
});
