import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type ConnectedTerminal, type Person, addPerson, connectNew } from '../harness/people.js';
import { Service, newService } from '../harness/service.js';
import { System } from '../harness/system.js';

/** How long ago a login may be for a service that demands one. */
const FRESH_MS = 60_000;

let system: System;
let folder: string;
let shownMs = 0;
let bank: Service;
let open: Service;
let alice: Person;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liaison-clock-'));
  await show(Date.now());
  const env = { LIAISON_CLOCK_FILE: join(folder, 'clock') };
  system = await System.start({ services: true, env });
  await show(Date.now());
  alice = await addPerson(system, 'alice');
  bank = await Service.connect(system, await newService(system, 'bank'), {
    calls: ['pay'],
    authentication: 'fresh',
  });
  open = await Service.connect(system, await newService(system, 'open'), { calls: ['pay'] });
});
afterAll(async () => {
  await bank?.leave();
  await open?.leave();
  await system?.stop();
  await rm(folder, { recursive: true });
});

/** From now on the clock of all boxes stands at an instant, or where it stood if that is later; answers where. */
async function show(ms: number): Promise<number> {
  shownMs = Math.max(shownMs, ms);
  await appendFile(join(folder, 'clock'), `${Date.now()} ${shownMs}\n`);
  return shownMs;
}

/** A terminal of alice's, its login at the instant answered. */
async function connected(): Promise<ConnectedTerminal & { readonly at: number }> {
  const at = await show(Date.now());
  const one = await connectNew(system, alice);
  for (const { service } of [bank, open]) await one.terminal.call('service.activate', { service });
  return { ...one, at };
}

async function pays(
  { terminal }: Pick<ConnectedTerminal, 'terminal'>,
  { service }: Service,
): Promise<unknown> {
  const params = { service, operation: 'pay', payload: 5 };
  return terminal.call('service.call', params).catch((error: { refusal: string }) => error.refusal);
}
const paid = { payload: { asked: 5 } };

it('C8.1 a service that demands it is called with a login of the last minute, and not with an older one', async () => {
  const one = await connected();
  expect(await pays(one, bank)).toEqual(paid);
  await show(one.at + FRESH_MS);
  expect(await pays(one, bank)).toEqual(paid);
  await show(one.at + FRESH_MS + 1);
  const reached = bank.called.length;
  expect(await pays(one, bank)).toBe('fresh-login-required');
  expect(bank.called).toHaveLength(reached);
  // Who does not demand it is called all the same.
  expect(await pays(one, open)).toEqual(paid);
});

it('C8.1 a login on the terminal’s own connection opens it again; a renewed token does not', async () => {
  const one = await connected();
  await show(one.at + FRESH_MS + 1);
  await one.terminal.call('auth.refresh', { refresh: one.refresh });
  expect(await pays(one, bank)).toBe('fresh-login-required');
  const { login, password } = alice;
  await one.terminal.refused('auth.login', { login, password: 'wrong' });
  expect(await pays(one, bank)).toBe('fresh-login-required');
  await one.terminal.call('auth.login', { login, password });
  expect(await pays(one, bank)).toEqual(paid);
});

it('C8.1 a login at one terminal is none at another of the same user', async () => {
  const one = await connected();
  await show(one.at + FRESH_MS + 1);
  const other = await connectNew(system, alice, { kind: 'browser' });
  expect(await pays(other, bank)).toEqual(paid);
  expect(await pays(one, bank)).toBe('fresh-login-required');
});

it('C8.1 over HTTP, where one has to log in before there is a stream, it is the login by the connection', async () => {
  const at = await show(Date.now());
  const one = await connectNew(system, alice, { kind: 'phone', network: 'http' });
  expect(await pays(one, bank)).toBe('fresh-login-required');
  const { login, password } = alice;
  await one.terminal.call('auth.login', { login, password });
  expect(await pays(one, bank)).toEqual(paid);
  await show(at + FRESH_MS + 1);
  expect(await pays(one, bank)).toBe('fresh-login-required');
});
