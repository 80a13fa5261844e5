import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { Load } from '../harness/load.js';
import { isAlive } from '../harness/processes.js';
import { type BoxName, System } from '../harness/system.js';
import { Fault } from './figures.js';
import { Audit } from './invariants.js';
import { ownsAll } from '../harness/owners.js';

let system: System;
let load: Load;
let audit: Audit;
beforeAll(async () => {
  system = await System.start({ replicas: { gateway: 2 } });
  load = await Load.begin(system);
  audit = new Audit(system, load);
}, 120_000);
beforeEach(() => load.goOn());
afterAll(async () => {
  await load?.stop();
  await system?.stop();
}, 60_000);

/** Each dies at the nth passage of the place named, in the midst of the load. */
it.each<[BoxName, string[]]>([
  ['auth', ['before-append:20', 'after-append:20']],
  ['access-monitor', ['before-append:20', 'after-append:20']],
  ['availability', ['before-append:200', 'after-append:200', 'after-save:20']],
])(
  '%s dies of kill -9, then at %s',
  async (box, places) => {
    const fault = await Fault.next(`kill -9 of ${box}, then at ${places.join(', ')}`, system, load);
    let before = (system.boxes.get(box) ?? []).findLast(isAlive);
    for (const place of places) {
      const next = await system.startBox(box, { LIAISON_CRASH_AT: place });
      await before?.signal('SIGKILL');
      expect(await next.gone).toBe('SIGKILL');
      expect(next.lines.filter((line) => line.includes('"crash-point"'))).toHaveLength(1);
      before = next;
    }
    await ownsAll(await system.startBox(box));
    await load.steady();
    await load.rest();
    await audit.everythingHolds();
    await fault.report(['factsAfter', 'takeovers']);
  },
  120_000,
);

it('a gateway dies of kill -9: its terminals go on through the other', async () => {
  const fault = await Fault.next('kill -9 of a gateway', system, load);
  await system.box('gateway').signal('SIGKILL');
  await load.steady();
  await load.rest();
  await audit.everythingHolds();
  await fault.report(['factsAfter']);
}, 120_000);
