import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EVENTS_OUT, serviceDurable } from '@liaison/bus';
import { until } from '@liaison/bus/fixtures';
import { RunningNotification } from '../fixtures/running-notification.js';

/** More than are on their way at once, unless a service declares otherwise. */
const MANY = 520;
const SENT_BACK_MAX = 10;

describe('a copy that is given up', () => {
  let running: RunningNotification;
  beforeAll(async () => {
    running = await RunningNotification.start();
    const { registry, bus } = running;
    await registry.service('tel', { emits: [{ type: 'ping', about: 'nobody' }] });
    await registry.service('mail', { wants: [{ type: 'ping' }] });
    await bus.jsm.consumers.add(EVENTS_OUT, {
      durable_name: serviceDurable('mail'),
      filter_subject: bus.subjects.eventsOut('mail'),
      ack_policy: 'explicit',
      ack_wait: 100_000_000,
      max_deliver: 2,
    });
    await running.replica();
  }, 60_000);
  afterAll(() => running.stop());

  it('is parked with the reason, by the engine’s own word', async () => {
    await running.emit('tel', { id: 'e1' });
    await running.emit('tel', { id: 'e2' });
    const [first, second] = await running.copiesFor('mail', 2);
    expect([first?.id, second?.id]).toEqual(['e1', 'e2']);
    const consumer = await running.bus.js.consumers.get(EVENTS_OUT, serviceDurable('mail'));
    for (let turn = 0; turn < 3; turn++) {
      for await (const message of await consumer.fetch({ max_messages: 2, expires: 1_000 })) {
        if (message.json<{ id: string }>().id === 'e2') message.term('not for us');
      }
    }
    const parked = await until('both are parked', async () => {
      const parked = await running.parked('mail');
      return parked.length === 2 && parked;
    });
    expect(new Set(parked.map(({ code }) => code))).toEqual(new Set(['exhausted', 'terminated']));
    const mark = running.bus.subjects.serviceCheckpoint('parking', 'mail');
    await until('how far it is is marked', () =>
      running.bus.jsm.streams.getMessage('CKPT', { last_by_subj: mark }).then((it) => it !== null),
    );
    const [recorded] = await running.recorded('tel');
    const copy = recorded?.receivers[0]?.copy;
    expect(parked.find(({ code }) => code === 'exhausted')).toMatchObject({ copy, attempts: 2 });
  }, 60_000);

  it('is counted, however many are sent back in turn', async () => {
    const { bus } = running;
    await running.registry.service('fax', { wants: [{ type: 'ping' }] });
    await bus.jsm.consumers.add(EVENTS_OUT, {
      durable_name: serviceDurable('fax'),
      filter_subject: bus.subjects.eventsOut('fax'),
      ack_policy: 'explicit',
      max_ack_pending: MANY,
    });
    for (let n = 0; n < MANY; n++) await running.emit('tel', { id: `many-${n}` });
    await running.copiesFor('fax', MANY);
    const consumer = await bus.js.consumers.get(EVENTS_OUT, serviceDurable('fax'));
    for (let turn = 0; turn < SENT_BACK_MAX; turn++) {
      const some = await consumer.fetch({ max_messages: MANY, expires: 5_000 });
      for await (const message of some) message.nak();
    }
    const parked = await until('all are parked', async () => {
      const parked = await running.parked('fax');
      return parked.length === MANY && parked;
    });
    expect(new Set(parked.map(({ code }) => code))).toEqual(new Set(['exhausted']));
  }, 60_000);
});
