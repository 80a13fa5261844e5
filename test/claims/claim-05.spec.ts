import { jetstreamManager, type JsMsg } from '@nats-io/jetstream';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { quiet } from '../harness/await.js';
import { ended, endingsOf } from '../harness/copies.js';
import { copied } from '../harness/matches.js';
import { Service } from '../harness/service.js';
import { System } from '../harness/system.js';
import { type ClockAndReader, clockAndReader, idsOf, ticks } from '../harness/ticking.js';

const ACK_WAIT_MS = 1_000;
/** More often than a pushed notification is handed over. */
const READINGS = 12;
const SENT_BACK_MAX = 10;
const NOTHING_MS = 1_500;

let system: System;
beforeAll(async () => {
  const env = { LIAISON_ACK_WAIT_MS: String(ACK_WAIT_MS) };
  system = await System.start({ services: true, env });
});
afterAll(async () => system?.stop());

/** Sends so many events, and waits until they are kept for the reader; answers their ids. */
async function keptTicks({ clock, known }: ClockAndReader, count: number): Promise<string[]> {
  const ids = await ticks(clock, count);
  await copied(system, known.service, ids);
  return ids;
}

const keep = (): void => undefined;
const back = (message: JsMsg): void => message.nak();
const refuse = (message: JsMsg): void => message.term('not for us');

/** How much of what waits for a service was handed to it so far. */
async function delivered(service: string): Promise<number> {
  const jsm = await jetstreamManager(system.operator);
  return (await jsm.consumers.info('EVENTS_OUT', `svc-${service}`)).delivered.consumer_seq;
}

const leave = ({ clock, reader }: ClockAndReader): Promise<unknown> =>
  Promise.all([clock.leave(), reader.leave()]);

it('C5.1 on request it gets what was not delivered yet, in order; nothing is pushed to it', async () => {
  const both = await clockAndReader(system);
  const { reader } = both;
  const pushed: string[] = [];
  reader.nc.subscribe(`_INBOX_${reader.service}.>`, {
    callback: (_, message) => {
      if (message.subject.includes(reader.service) && message.string().includes('"tick"'))
        pushed.push(message.string());
    },
  });
  const sent = await keptTicks(both, 5);
  await quiet(NOTHING_MS);
  expect({ pushed, delivered: await delivered(reader.service) }).toEqual({
    pushed: [],
    delivered: 0,
  });
  expect(idsOf(await reader.fetch(2))).toEqual(sent.slice(0, 2));
  expect(await delivered(reader.service)).toBe(2);
  expect(idsOf(await reader.fetch(3))).toEqual(sent.slice(2));
  await leave(both);
});

it('C5.1 what it did not acknowledge, and what came while it was away, waits in order, and it is told how much', async () => {
  const both = await clockAndReader(system);
  const { clock, known, declared, reader } = both;
  const sent = await keptTicks(both, 2);
  expect(idsOf(await reader.fetch(2, keep))).toEqual(sent);
  await reader.leave();
  sent.push(...(await keptTicks(both, 2)));
  const again = await Service.connect(system, known, declared, { consumes: false });
  expect(idsOf(await again.fetch(4))).toEqual(sent);
  expect(again.welcome).toMatchObject({ backlog: 4, parked: 0, expired: 0 });
  expect(again.welcome).toMatchObject({ ackWaitMs: ACK_WAIT_MS });
  await Promise.all([again.leave(), clock.leave()]);
});

it('C5.2 what is not acknowledged comes again after the ack wait, at once after a NAK, then never again', async () => {
  const both = await clockAndReader(system);
  const { reader } = both;
  const [first, second] = await keptTicks(both, 2);
  expect(idsOf(await reader.fetch(1, keep))).toEqual([first]);
  expect(idsOf(await reader.fetch(1, back))).toEqual([second]);
  const began = performance.now();
  expect(idsOf(await reader.fetch(1))).toEqual([second]);
  expect(performance.now() - began).toBeLessThan(ACK_WAIT_MS / 2);
  expect(idsOf(await reader.fetch(1))).toEqual([first]);
  expect(await reader.fetch(1, keep, NOTHING_MS + ACK_WAIT_MS)).toEqual([]);
  await leave(both);
});

it('C5.2 reading without acknowledging never parks it, however often', async () => {
  const both = await clockAndReader(system);
  const { reader } = both;
  const [only] = await keptTicks(both, 1);
  for (let reading = 0; reading < READINGS; reading++) {
    expect(idsOf(await reader.fetch(1, keep))).toEqual([only]);
  }
  expect(idsOf(await reader.fetch(1))).toEqual([only]);
  expect(await endingsOf(system, reader.service)).toEqual([]);
  await leave(both);
}, 60_000);

it('C5.2 sent back ten times, or refused, it is parked with the reason, and repeated no more', async () => {
  const both = await clockAndReader(system);
  const { clock, known, declared, reader } = both;
  const [unwanted, worn, fine] = await keptTicks(both, 3);
  expect(idsOf(await reader.fetch(1, refuse))).toEqual([unwanted]);
  for (let times = 1; times <= SENT_BACK_MAX; times++) {
    expect(idsOf(await reader.fetch(1, back))).toEqual([worn]);
  }
  const endings = await ended(system, reader.service, 2);
  expect(endings).toMatchObject([
    { is: 'parked', code: 'terminated', attempts: 1 },
    { is: 'parked', code: 'exhausted' },
  ]);
  const last = await reader.fetch(2, undefined, NOTHING_MS + ACK_WAIT_MS);
  expect(idsOf(last).filter((id) => id !== worn)).toEqual([fine]);
  await reader.leave();
  const again = await Service.connect(system, known, declared, { consumes: false });
  expect(again.welcome).toMatchObject({ backlog: 0, parked: 2 });
  expect(await again.fetch(1, keep, NOTHING_MS)).toEqual([]);
  await Promise.all([again.leave(), clock.leave()]);
}, 60_000);

it('C5.2 what it read more often than is pushed is pushed to it, once it declares so', async () => {
  const both = await clockAndReader(system);
  const { clock, known, declared, reader } = both;
  const sent = await keptTicks(both, 1);
  for (let reading = 0; reading < READINGS; reading++) {
    expect(idsOf(await reader.fetch(1, keep))).toEqual(sent);
  }
  await reader.leave();
  sent.push(...(await keptTicks(both, 1)));
  const pushed = await Service.connect(system, known, { ...declared, delivery: 'push' });
  expect(pushed.welcome).toMatchObject({ backlog: 2 });
  expect(await pushed.hears(2)).toEqual(sent);
  expect(await endingsOf(system, reader.service)).toEqual([]);
  await Promise.all([pushed.leave(), clock.leave()]);
}, 60_000);

it('C5.2 a new declaration, from pull to push and back, loses nothing and doubles nothing', async () => {
  const both = await clockAndReader(system);
  const { clock, known, declared, reader } = both;
  const sent = await keptTicks(both, 6);
  expect(idsOf(await reader.fetch(2))).toEqual(sent.slice(0, 2));
  await reader.leave();
  const pushed = await Service.connect(system, known, { ...declared, delivery: 'push' });
  expect(await pushed.hears(4)).toEqual(sent.slice(2));
  sent.push(...(await keptTicks(both, 2)));
  expect(await pushed.hears(6)).toEqual(sent.slice(2));
  await pushed.leave();
  sent.push(...(await keptTicks(both, 2)));
  const again = await Service.connect(system, known, declared, { consumes: false });
  expect(again.welcome).toMatchObject({ backlog: 2 });
  expect(idsOf(await again.fetch(2))).toEqual(sent.slice(-2));
  expect(await again.fetch(1, keep, NOTHING_MS)).toEqual([]);
  await Promise.all([again.leave(), clock.leave()]);
});
