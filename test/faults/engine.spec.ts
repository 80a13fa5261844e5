import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { Load } from '../harness/load.js';
import { isAlive } from '../harness/processes.js';
import { System } from '../harness/system.js';
import { Fault } from './figures.js';
import { Audit } from './invariants.js';

let system: System;
let load: Load;
let audit: Audit;
beforeAll(async () => {
  system = await System.start({ replicas: { availability: 2, gateway: 2 } });
  load = await Load.begin(system);
  audit = new Audit(system, load);
}, 120_000);
afterAll(async () => {
  await load?.stop();
  await system?.stop();
}, 60_000);

it('nats-server is killed and started again on its data: nothing acknowledged is lost', async () => {
  const fault = await Fault.next('kill -9 of nats-server', system, load);
  const port = new URL(system.natsUrl).port;
  process.kill(system.enginePid, 'SIGKILL');
  await until('the engine is gone', () => !isAlive(system.engine));
  await system.startEngine();
  expect(new URL(system.natsUrl).port).toBe(port);
  await load.steady(45_000);
  await load.rest();
  await audit.everythingHolds();
  await fault.report(['factsAfter']);
}, 150_000);
