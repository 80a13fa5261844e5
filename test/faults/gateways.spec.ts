import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import { until } from '../harness/await.js';
import { Load, liveGateways } from '../harness/load.js';
import type { LoadTerminal } from '../harness/load-terminal.js';
import type { Seat } from '../harness/load-user.js';
import { logEnd, wholeLog } from '../harness/log.js';
import { addPerson, connectNew } from '../harness/people.js';
import { isAlive, startProgram } from '../harness/processes.js';
import { Proxy } from '../harness/proxy.js';
import { System } from '../harness/system.js';
import { Fault } from './figures.js';
import { Audit } from './invariants.js';
import { areBack, connectionsOf, disturbed, ended, endsOf } from './seats.js';

/** A gateway's lease, and what a terminal's silence may take. */
const LEASE_MS = 10_000;
const LOST_WITHIN_MS = LEASE_MS + 2_000;
const SILENT_WITHIN_MS = 17_000;

let system: System;
let proxy: Proxy;
let load: Load;
let audit: Audit;
/** Where terminals go; tests change it. */
let urls: () => readonly string[];
beforeAll(async () => {
  system = await System.start({ replicas: { gateway: 2 } });
  proxy = await Proxy.to(system.natsUrl);
  urls = () => liveGateways(system);
  load = await Load.begin(system, { urls: () => urls() });
  audit = new Audit(system, load);
}, 120_000);
beforeEach(() => {
  proxy.heal();
  urls = () => liveGateways(system);
  load.goOn();
});
afterAll(async () => {
  await load?.stop();
  await system?.stop();
  await proxy?.stop();
}, 60_000);

it('a terminal that is frozen is lost within 17 s', async () => {
  const person = await addPerson(system, 'frozen');
  const { terminal, id, token } = await connectNew(system, person);
  await terminal.close();
  const lone = await startProgram({
    script: 'test/harness/lone-terminal.mjs',
    args: [system.terminalUrl(), token, id],
    readyEvent: 'connected',
  });
  const fault = await Fault.next('a terminal frozen', system, load);
  const after = await logEnd(system);
  const frozenAt = Date.now();
  await lone.signal('SIGSTOP');
  const connection = String(lone.ready['connection']);
  const end = await until(
    'it is lost',
    async () => ended(await wholeLog(system, after)).get(connection),
    SILENT_WITHIN_MS + 3_000,
  );
  expect(end.data).toMatchObject({ cause: 'lost' });
  expect(end.recordedMs - frozenAt).toBeLessThan(SILENT_WITHIN_MS);
  expect(Date.parse(String(end.data?.['lastSeen']))).toBeLessThanOrEqual(frozenAt + 1_000);
  await lone.signal('SIGKILL');
  await load.rest();
  await audit.everythingHolds();
  await fault.report(['factsAfter']);
}, 90_000);

it.each(['cut', 'silence'] as const)(
  'a gateway that has lost its line to the bus (%s) closes its terminals before its lease ends',
  async (way) => {
    const alone = await system.startBox('gateway', { LIAISON_NATS_URL: proxy.url });
    const url = `${String(alone.ready['url']).replace('http', 'ws')}/terminal`;
    const here = await moveSome(url);
    const fault = await Fault.next(`a gateway’s line to the bus: ${way}`, system, load);
    const lines = here.map(({ line }) => line as LoadTerminal);
    const lease = await leaseOf(here[0]);
    urls = () => liveGateways(system).filter((other) => other !== url);
    proxy[way]();
    await until('its terminals are closed', () => lines.every(wasClosed), 2 * LEASE_MS);
    expect(new Set(lines.map(({ closing }) => closing))).toEqual(new Set(['lease-lost']));
    const lastClosed = Math.max(...lines.map(({ closedAt }) => closedAt ?? Infinity));
    expect(lastClosed).toBeLessThan(await endOf(lease));
    const back = await areBack(here);
    proxy.heal();
    await load.steady();
    await load.rest();
    await audit.everythingHolds();
    // Neither the end of the lease nor the gateway that hears the bus again has ended one of them.
    expect(disturbed(here, back)).toBe(0);
    await fault.report(['factsAfter']);
    await alone.signal('SIGKILL');
  },
  120_000,
);

it('all gateways die at once: who is not back is lost within lease + 2 s, who is back is not', async () => {
  const away = load.seats.filter(({ index, restless }) => index % 2 === 0 && !restless);
  const fault = await Fault.next('kill -9 of all gateways at once', system, load);
  const after = await logEnd(system);
  const connections = connectionsOf(away);
  for (const seat of away) seat.returns = false;
  const killedAt = Date.now();
  const gateways = (system.boxes.get('gateway') ?? []).filter(isAlive);
  await Promise.all(gateways.map((gateway) => gateway.signal('SIGKILL')));
  await system.startBox('gateway');
  const returning = load.seats.filter(({ returns, restless }) => returns && !restless);
  const back = await areBack(returning);
  const withinMs = LOST_WITHIN_MS + 10_000;
  const ends = await endsOf(system, connections, { after, withinMs });
  expect(new Set(ends.map(({ data }) => data?.['cause']))).toEqual(new Set(['lost']));
  expect(Math.max(...ends.map(({ recordedMs }) => recordedMs)) - killedAt).toBeLessThan(
    LOST_WITHIN_MS,
  );
  await load.steady();
  await load.rest();
  await audit.everythingHolds();
  expect(disturbed(returning, back)).toBe(0);
  for (const seat of away) seat.returns = true;
  await load.rest();
  await audit.everythingHolds();
  await fault.report(['factsAfter']);
}, 120_000);

const wasClosed = ({ closedAt }: LoadTerminal): boolean => closedAt !== undefined;

/** Lets a third of the terminals come back through one gateway; answers those that stay there. */
async function moveSome(url: string): Promise<Seat[]> {
  const all = liveGateways(system);
  urls = () => all;
  const moved = load.seats.filter(({ index }) => all[index % all.length] === url);
  for (const { line } of moved) line?.cut();
  const staying = moved.filter(({ restless }) => !restless);
  const isThere = ({ line }: Seat): boolean => line?.isOpen === true && line.url === url;
  await until('they are there', () => staying.every(isThere));
  expect(staying.length).toBeGreaterThan(20);
  return staying;
}

/** The lease of the gateway that a terminal is connected through: its subject. */
async function leaseOf(seat: Seat | undefined): Promise<string> {
  const facts = await wholeLog(system);
  const connected = facts.find(({ data }) => data?.['connection'] === seat?.connection);
  return `liaison.leases.gateway.${String(connected?.data?.['gateway'])}`;
}

/** When the engine ended a lease, milliseconds since the epoch. */
async function endOf(lease: string): Promise<number> {
  const jsm = await jetstreamManager(system.operator);
  return until('the lease has ended', async () => {
    const last = await jsm.streams.getMessage('LEASES', { last_by_subj: lease });
    return last?.header.get('Nats-Marker-Reason') === 'MaxAge' && last.time.getTime();
  });
}
