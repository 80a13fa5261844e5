import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { Balancer } from '../harness/balancer.js';
import { gatewayId } from '../harness/gateways.js';
import { Load } from '../harness/load.js';
import type { Seat } from '../harness/load-user.js';
import { logEnd, wholeLog } from '../harness/log.js';
import { type Program, isAlive } from '../harness/processes.js';
import { Proxy } from '../harness/proxy.js';
import { System } from '../harness/system.js';
import { Fault } from './figures.js';
import { Audit } from './invariants.js';
import { areBack, connectionsOf, disturbed, endsOf } from './seats.js';

/** A gateway's lease, and by when nobody may be shown connected through it any more. */
const LEASE_MS = 10_000;
const LOST_WITHIN_MS = LEASE_MS + 2_000;
/** A terminal that comes back may meet the frozen gateway several times first. */
const BACK_WITHIN_MS = 45_000;
/** Of the terminals of a gateway that dies, so many do not come back. */
const EVERY_AWAY = 4;

let system: System;
let cable: Proxy;
let balancer: Balancer;
let load: Load;
let audit: Audit;
beforeAll(async () => {
  system = await System.start({ replicas: { gateway: 2 } });
  cable = await Proxy.to(system.natsUrl);
  await system.startBox('gateway', { LIAISON_NATS_URL: cable.url });
  balancer = await Balancer.to(() => gateways().map(({ ready }) => String(ready['url'])));
  const terminals = `${balancer.url}/terminal`;
  // By both networks, by turns.
  load = await Load.begin(system, { urls: () => [terminals.replace('http', 'ws'), terminals] });
  audit = new Audit(system, load);
}, 120_000);
beforeEach(() => {
  load.goOn();
});
afterAll(async () => {
  await load?.stop();
  await balancer?.stop();
  await system?.stop();
  await cable?.stop();
}, 90_000);

const gateways = (): readonly Program[] => (system.boxes.get('gateway') ?? []).filter(isAlive);

/** The terminals that stay, connected through a gateway. */
async function seatsAt(gateway: Program): Promise<Seat[]> {
  const through = new Map(
    (await wholeLog(system)).map(({ data }) => [data?.['connection'], data?.['gateway']]),
  );
  const here = load.seats.filter(
    ({ restless, connection }) => !restless && through.get(connection) === gatewayId(gateway),
  );
  for (const scheme of ['ws:', 'http:']) {
    const ofNetwork = here.filter(({ line }) => line?.url.startsWith(scheme));
    expect(ofNetwork.length).toBeGreaterThan(3);
  }
  return here;
}

/** The load comes to rest, all invariants hold, and who is back was never shown gone. */
async function wellAfter(fault: Fault, back: readonly Seat[]): Promise<void> {
  const connections = connectionsOf(back);
  await load.steady();
  await load.rest();
  await audit.everythingHolds();
  expect(disturbed(back, connections)).toBe(0);
  await fault.report(['factsAfter']);
}

it.each(['first', 'second', 'third'])(
  'the %s gateway dies: its terminals are back through the others, or lost within lease + 2 s',
  async (which) => {
    const victim = gateways()[0] as Program;
    const fault = await Fault.next(
      `kill -9 of the ${which} gateway behind the balancer`,
      system,
      load,
    );
    const here = await seatsAt(victim);
    const away = here.filter((_, n) => n % EVERY_AWAY === 0);
    const returning = here.filter((seat) => !away.includes(seat));
    const gone = connectionsOf(away);
    for (const seat of away) seat.returns = false;
    const after = await logEnd(system);
    const killedAt = Date.now();
    await victim.signal('SIGKILL');
    await system.startBox('gateway');
    await areBack(returning, BACK_WITHIN_MS);
    const ends = await endsOf(system, gone, { after, withinMs: LOST_WITHIN_MS + 10_000 });
    expect(new Set(ends.map(({ data }) => data?.['cause']))).toEqual(new Set(['lost']));
    const last = Math.max(...ends.map(({ recordedMs }) => recordedMs));
    expect(last - killedAt).toBeLessThan(LOST_WITHIN_MS);
    await wellAfter(fault, returning);
    for (const seat of away) seat.returns = true;
    await load.rest();
    await audit.everythingHolds();
  },
  180_000,
);

it('a gateway is frozen past its lease: its terminals are shown gone in time, and are back through any', async () => {
  const victim = gateways()[0] as Program;
  const fault = await Fault.next(
    'a gateway behind the balancer frozen past its lease',
    system,
    load,
  );
  const here = await seatsAt(victim);
  const gone = connectionsOf(here);
  const lines = here.map(({ line }) => line);
  const after = await logEnd(system);
  const frozenAt = Date.now();
  await victim.signal('SIGSTOP');
  const ends = await endsOf(system, gone, { after, withinMs: LOST_WITHIN_MS + 10_000 });
  await victim.signal('SIGCONT');
  const last = Math.max(...ends.map(({ recordedMs }) => recordedMs));
  expect(last - frozenAt).toBeLessThan(LOST_WITHIN_MS);
  await until('it has closed them all', () => everyOther(here, gone), BACK_WITHIN_MS);
  expect(new Set(lines.map((line) => line?.closing))).toEqual(new Set(['lease-lost']));
  await areBack(here, BACK_WITHIN_MS);
  await wellAfter(fault, here);
}, 180_000);

it('a gateway is cut off from the bus: it closes its terminals, and they are back through the others', async () => {
  const cabled = await system.startBox('gateway', { LIAISON_NATS_URL: cable.url });
  await gateways()[0]?.signal('SIGTERM');
  for (const { seats } of load.users.slice(load.users.length / 2)) {
    for (const { line } of seats) line?.cut();
  }
  await areBack(load.seats, BACK_WITHIN_MS);
  const fault = await Fault.next(
    'a gateway behind the balancer cut off from the bus',
    system,
    load,
  );
  const here = await seatsAt(cabled);
  const before = connectionsOf(here);
  const lines = here.map(({ line }) => line);
  const after = await logEnd(system);
  const cutAt = Date.now();
  cable.silence();
  await until('it has closed them all', () => everyOther(here, before), BACK_WITHIN_MS);
  const lastClosed = Math.max(...lines.map((line) => line?.closedAt ?? Infinity));
  expect(lastClosed - cutAt).toBeLessThan(LEASE_MS);
  expect(new Set(lines.map((line) => line?.closing))).toEqual(new Set(['lease-lost']));
  await areBack(here, BACK_WITHIN_MS);
  cable.heal();
  await wellAfter(fault, here);
  const facts = await wholeLog(system, after);
  const ghosts = facts.filter(
    ({ type, data, recordedMs }) =>
      type === 'liaison.terminal.disconnected.v1' &&
      before.includes(String(data?.['connection'])) &&
      recordedMs - cutAt > LOST_WITHIN_MS,
  );
  expect(ghosts).toEqual([]);
}, 180_000);

/** Has each another connection by now? */
function everyOther(seats: readonly Seat[], before: readonly string[]): boolean {
  return seats.every(
    ({ connection, line }, n) => connection !== before[n] && line?.isOpen === true,
  );
}
