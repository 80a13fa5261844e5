import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { copied, copiesFor, matched } from '../harness/matches.js';
import { type KnownService, Service, newService } from '../harness/service.js';
import { System } from '../harness/system.js';
import { TICK, ticks } from '../harness/ticking.js';

let system: System;
beforeAll(async () => {
  system = await System.start({
    services: true,
    replicas: { notification: 2, 'service-registry': 2 },
  });
});
afterAll(async () => system?.stop());

/** One who emits, and one who wants that and is not connected any more. */
async function pair(): Promise<{
  clock: Service;
  radio: KnownService;
  wants: { wants: object[] };
}> {
  const clock = await Service.connect(system, await newService(system, 'clock'), { emits: [TICK] });
  const radio = await newService(system, 'radio');
  const wants = { wants: [{ type: 'tick', from: clock.service }] };
  await (await Service.connect(system, radio, wants)).leave();
  return { clock, radio, wants };
}

it('C6.1 a connected service is handed a notification on receipt, in order', async () => {
  const { clock, radio, wants } = await pair();
  const listening = await Service.connect(system, radio, wants);
  for (let i = 1; i <= 3; i++) {
    const [id] = await ticks(clock, 1);
    expect((await listening.hears(i)).at(-1)).toBe(id);
  }
  const sent = await ticks(clock, 100);
  expect((await listening.hears(103)).slice(3)).toEqual(sent);
  expect(listening.heard).toHaveLength(103);
  await listening.leave();
  await clock.leave();
});

it('C6.2 while it is away notifications are kept, and handed over in order on the next connect', async () => {
  const { clock, radio, wants } = await pair();
  const sent = await ticks(clock, 50);
  await copied(system, radio.service, sent);
  const back = await Service.connect(system, radio, wants);
  expect(back.welcome).toMatchObject({ backlog: sent.length });
  expect(await back.hears(sent.length)).toEqual(sent);
  await back.leave();
  await clock.leave();
});

it('C6.2 once: what was acknowledged is handed over to no later connection', async () => {
  const { clock, radio, wants } = await pair();
  const first = await ticks(clock, 10);
  const once = await Service.connect(system, radio, wants);
  await once.hears(first.length);
  await once.leave();
  const later = await ticks(clock, 10);
  await matched(system, clock.service, first.length + later.length);
  const twice = await Service.connect(system, radio, wants);
  expect(await twice.hears(later.length)).toEqual(later);
  // What would come again came first: the backlog is in order.
  expect(twice.heard).toHaveLength(later.length);
  await twice.leave();
  await clock.leave();
});

it('C6.2 what it left behind unacknowledged comes first on the next connect, in order', async () => {
  const { clock, radio, wants } = await pair();
  const deaf = await Service.connect(system, radio, wants, { acknowledges: false });
  const left = await ticks(clock, 10);
  await deaf.hears(left.length);
  await deaf.leave();
  const later = await ticks(clock, 5);
  await matched(system, clock.service, left.length + later.length);
  const back = await Service.connect(system, radio, wants);
  expect(await back.hears(left.length + later.length)).toEqual([...left, ...later]);
  await back.leave();
  await clock.leave();
});

it('C6.2 what came before it was ever connected is kept from its declaration on, not before', async () => {
  const { clock, wants } = await pair();
  await ticks(clock, 3);
  await matched(system, clock.service, 3);
  const late = await newService(system, 'late');
  const listening = await Service.connect(system, late, wants);
  const [after] = await ticks(clock, 1);
  expect(await listening.hears(1)).toEqual([after]);
  expect(await copiesFor(system, late.service)).toEqual([after]);
  await listening.leave();
  await clock.leave();
});

const RACES = 12;
const TAKEN = 5;
/** Handed over, and not acknowledged when it goes. */
const LEFT = 2;

it('C6.3 the reconnect race: events while it connects and leaves are neither dropped nor doubled', async () => {
  const { clock, radio, wants } = await pair();
  const emitting = { going: true };
  const sent: string[] = [];
  const stream = (async (): Promise<void> => {
    while (emitting.going) sent.push(await clock.emit('tick', { id: randomUUID() }));
  })();
  const got: unknown[] = [];
  for (let race = 0; race < RACES; race++) {
    const line = await Service.connect(system, radio, wants, { consumes: false });
    // It goes in the middle of things: what it has not taken, or not acknowledged, stays for the next.
    let settled = 0;
    const taken = await line.fetch(TAKEN + LEFT, (message) => {
      if (settled++ < TAKEN) message.ack();
    });
    for (const { id } of taken.slice(0, TAKEN)) got.push(id);
    await line.leave();
  }
  emitting.going = false;
  await stream;
  expect(got).toHaveLength(RACES * TAKEN);
  const last = await Service.connect(system, radio, wants);
  got.push(...(await last.hears(sent.length - got.length)));
  expect(got).toEqual(sent);
  await last.leave();
  await clock.leave();
});
