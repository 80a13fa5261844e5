import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../harness/await.js';
import { type Program, isAlive, isStopped } from '../harness/processes.js';
import { System } from '../harness/system.js';
import { acknowledgementFaults } from './accounting.js';
import { ownsAll } from '../harness/owners.js';
import { type Name, ServiceSite, shifts } from './service-site.js';

const RECONNECTS = 200;
const STEADY_MS = 3_000;
/** Past the lease of a service's connection, 10 s. */
const FROZEN_SERVICE_MS = 11_000;
const FLOOD_PER_SECOND = 2_000;
const BREATH_MS = 20;
/** Where it is not services that fail: who starts and takes over shares two cores with them. */
const LESS = 0.25;

const places = ['before-matched', 'after-matched', 'between-copies', 'after-copies'];

let system: System;
let site: ServiceSite;
beforeAll(async () => {
  system = await System.start({ services: true });
  site = await ServiceSite.begin(system);
}, 120_000);
beforeEach(() => site.goOn(LESS));
afterAll(async () => {
  await site?.stop();
  await system?.stop();
}, 60_000);

const print = (what: string, figures: object): void =>
  void process.stdout.write(`services: ${what} | ${JSON.stringify(figures)}\n`);

it('services reconnect 200 times, are killed, frozen, and declare otherwise while one floods', async () => {
  site.goOn();
  const before = await site.measured(STEADY_MS);
  print('before', before);
  const measuring = site.measured(FROZEN_SERVICE_MS);
  site.rate('flood', FLOOD_PER_SECOND);
  const [twin] = site.processes.get('twins') ?? [];
  twin?.signal('SIGSTOP');
  const connects = site.ledger.connects;
  const reconnecting = (['shifty', 'deaf', 'flood', 'twins'] as Name[]).map(async (name) => {
    const isShifty = name === 'shifty';
    for (let n = 0; site.ledger.connects - connects < RECONNECTS; n++) {
      if (n % 16 === 15) await site.restart(name);
      else if (isShifty && n % 6 === 0) await site.of(name).declare(shifts[(n / 6 + 1) % 2] ?? {});
      else await site.of(name).reconnect();
      await pause(BREATH_MS);
    }
  });
  const meanwhile = await measuring;
  print('while', meanwhile);
  twin?.signal('SIGCONT');
  await Promise.all(reconnecting);
  site.goOn();
  print('after', await site.measured(STEADY_MS));
  await site.rest();
  const { sent, copies, matches } = await site.everythingHolds();
  expect(before.events).toBeGreaterThan(900);
  // Counts of what was done, no limits of time; one of the two twins stood still.
  expect(meanwhile.ofCalm).toBeGreaterThan(before.ofCalm / 2);
  expect(meanwhile.toCalm).toBeGreaterThan(before.toCalm / 4);
  expect(meanwhile.commands).toBeGreaterThan(before.commands / 2);
  const figures = { connects: site.ledger.connects - connects, refused: site.ledger.refused };
  print('held', { ...figures, sent: sent.length, copies: copies.length, matches: matches.length });
}, 240_000);

it('notification dies of kill -9, then at each of its places', async () => {
  let before = (system.boxes.get('notification') ?? []).findLast(isAlive);
  for (const place of places) {
    const next = await system.startBox('notification', { LIAISON_CRASH_AT: `${place}:20` });
    await before?.signal('SIGKILL');
    expect(await next.gone).toBe('SIGKILL');
    expect(next.lines.filter((line) => line.includes('"crash-point"'))).toHaveLength(1);
    before = next;
  }
  await ownsAll(await system.startBox('notification'));
  await site.rest();
  await site.everythingHolds();
}, 120_000);

it('notification is frozen past its lease at each of its places, and all of them wake', async () => {
  const before = (system.boxes.get('notification') ?? []).findLast(isAlive);
  const frozen: Program[] = [];
  for (const place of places) {
    const env = { LIAISON_CRASH_AT: `${place}:20:freeze` };
    const next = await system.startBox('notification', env);
    if (frozen.length === 0) await before?.signal('SIGTERM');
    await until(`it is frozen ${place}`, () => isStopped(next), 30_000);
    frozen.push(next);
  }
  await ownsAll(await system.startBox('notification'));
  await Promise.all(frozen.map((one) => one.signal('SIGCONT')));
  await pause(STEADY_MS);
  await Promise.all(frozen.map((one) => one.signal('SIGKILL')));
  await site.rest();
  await site.everythingHolds();
}, 120_000);

it('service-registry is killed while services reconnect', async () => {
  const before = system.box('service-registry');
  const next = system.startBox('service-registry');
  await before.signal('SIGKILL');
  await Promise.all(
    (['calm', 'shifty', 'deaf'] as Name[]).map((name) => site.of(name).reconnect()),
  );
  await ownsAll(await next);
  await site.rest();
  await site.everythingHolds();
}, 60_000);

it('every copy is acknowledged once, and never handed over again', async () => {
  await site.rest();
  await site.drained();
  const streams = await site.everythingHolds();
  const who = new Set(['calm', 'twins', 'shifty', 'flood']);
  const faults = acknowledgementFaults(streams, who);
  print('acknowledged', { ...faults, copies: streams.copies.length });
  expect(faults).toEqual({ never: 0, again: 0 });
}, 120_000);

it('nats-server is killed and started again on its data', async () => {
  process.kill(system.enginePid, 'SIGKILL');
  await until('the engine is gone', () => !isAlive(system.engine));
  await system.startEngine();
  print('after the engine', await site.measured(STEADY_MS));
  await site.rest();
  await site.everythingHolds();
  await site.drained();
}, 120_000);
