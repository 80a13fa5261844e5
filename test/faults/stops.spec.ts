import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { Load } from '../harness/load.js';
import { isAlive } from '../harness/processes.js';
import { type BoxName, System } from '../harness/system.js';
import { Fault } from './figures.js';
import { Audit } from './invariants.js';
import { ownsAll } from '../harness/owners.js';

/** So patient that only an answer that never comes is unknown. */
const PATIENCE_MS = 30_000;

let system: System;
let load: Load;
let audit: Audit;
beforeAll(async () => {
  system = await System.start({ replicas: { gateway: 2 } });
  load = await Load.begin(system, { patienceMs: PATIENCE_MS });
  audit = new Audit(system, load);
}, 120_000);
beforeEach(() => load.goOn());
afterAll(async () => {
  await load?.stop();
  await system?.stop();
}, 60_000);

it.each<BoxName>(['auth', 'access-monitor', 'availability'])(
  '%s is replaced under load: what it has taken it answers',
  async (box) => {
    const fault = await Fault.next(`SIGTERM of ${box}`, system, load);
    const unsure = load.ledger.unsure.size;
    const before = (system.boxes.get(box) ?? []).find(isAlive);
    const next = await system.startBox(box);
    await before?.signal('SIGTERM');
    expect(await before?.gone).toBe(0);
    await ownsAll(next);
    await load.steady();
    await load.rest();
    await audit.everythingHolds();
    expect(load.ledger.unsure.size).toBe(unsure);
    await fault.report(['factsAfter', 'takeovers']);
  },
  120_000,
);

it('a gateway is asked to stop under load: its terminals go on through the other', async () => {
  const fault = await Fault.next('SIGTERM of a gateway', system, load);
  const gateway = system.box('gateway');
  const url = system.terminalUrl();
  const here = load.seats.flatMap(({ line, restless }) =>
    line?.url === url && !restless ? [line] : [],
  );
  expect(here.length).toBeGreaterThan(20);
  await gateway.signal('SIGTERM');
  expect(await gateway.gone).toBe(0);
  expect(new Set(here.map(({ closing }) => closing))).toEqual(new Set(['draining']));
  await load.steady();
  await load.rest();
  await audit.everythingHolds();
  await fault.report(['factsAfter']);
}, 120_000);
