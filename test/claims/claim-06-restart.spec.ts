import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { copiesFor, matched } from '../harness/matches.js';
import { killBoxes } from '../harness/restart.js';
import { type KnownService, Service, newService } from '../harness/service.js';
import { System } from '../harness/system.js';

const TICKS = 20;
/** Six processes end and begin. */
const RESTART_WITHIN_MS = 300_000;

let system: System;
beforeAll(async () => {
  system = await System.start({ services: true });
});
afterAll(async () => system?.stop());

/** As soon as the server takes services again. */
function connectAgain(known: KnownService, declaration: object): Promise<Service> {
  return until(
    `${known.service} is connected again`,
    () => Service.connect(system, known, declaration).catch(() => undefined),
    60_000,
  );
}

it(
  'C6.4 the log survives: every process and the bus are killed and begin again, nothing is lost or doubled',
  async () => {
    const emits = { emits: [{ type: 'tick', about: 'nobody' }] };
    const known = await newService(system, 'clock');
    const clock = await Service.connect(system, known, emits);
    const radio = await newService(system, 'radio');
    const wants = { wants: [{ type: 'tick', from: known.service }] };
    const before = await Service.connect(system, radio, wants);
    const acknowledged = [await clock.emit('tick'), await clock.emit('tick')];
    await before.hears(acknowledged.length);
    await before.leave();
    const sent: string[] = [];
    for (let i = 0; i < TICKS; i++) sent.push(await clock.emit('tick'));
    await matched(system, known.service, acknowledged.length + TICKS);

    const startBoxes = await killBoxes(system);
    // The engine alone takes events: they are matched when somebody is there again.
    for (let i = 0; i < TICKS; i++) sent.push(await clock.emit('tick'));
    await system.engine.signal('SIGTERM');
    await system.startEngine();
    await startBoxes();

    const again = await connectAgain(known, emits);
    sent.push(await again.emit('tick'));
    await matched(system, known.service, acknowledged.length + sent.length);
    const back = await connectAgain(radio, wants);
    expect(await back.hears(sent.length)).toEqual(sent);
    expect(await copiesFor(system, radio.service)).toEqual([...acknowledged, ...sent]);
    await back.leave();
    await again.leave();
  },
  RESTART_WITHIN_MS,
);
