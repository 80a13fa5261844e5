import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Bus } from '../connection.js';
import { type SpecEngine, specEngine } from '../fixtures/engine-of-a-spec.js';
import { ensureLayout } from '../layout/layout.js';
import {
  EVENTS_OUT,
  type ServiceDurable,
  ServiceDurables,
  serviceDurable,
} from './service-durables.js';

describe('the durable of a service', () => {
  let spec: SpecEngine;
  let bus: Bus;
  let durables: ServiceDurables;
  beforeAll(async () => {
    spec = await specEngine();
    bus = await spec.connect();
    await ensureLayout(bus, spec.settings);
    durables = new ServiceDurables(bus, 30_000);
  });
  afterAll(() => spec.end());

  const notify = (service: string, body: string): Promise<unknown> =>
    bus.js.publish(bus.subjects.eventsOut(service), body);
  /** What a pull is handed at once; the engine is asked as a service asks it. */
  const fetched = async (service: string): Promise<readonly string[]> => {
    const consumer = await bus.js.consumers.get(EVENTS_OUT, serviceDurable(service));
    const bodies: string[] = [];
    for await (const message of await consumer.fetch({ max_messages: 8, expires: 1_000 })) {
      bodies.push(message.string());
      message.ack();
    }
    return bodies;
  };

  const found = async (service: string): Promise<ServiceDurable> => {
    const durable = await durables.find(service);
    if (durable === undefined) throw new Error(`${service} has no durable`);
    return durable;
  };

  it('is made paused, and hands over nothing before it is resumed', async () => {
    const made = await durables.ensure('tel', { delivery: 'push' });
    expect(made).toEqual({
      service: 'tel',
      paused: true,
      backlog: 0,
      onTheWay: 0,
      terms: { delivery: 'push', inFlight: 64 },
    });
    await notify('tel', 'one');
    await notify('other', 'not for tel');
    await notify('tel', 'two');
    expect(await fetched('tel')).toEqual([]);
    expect((await durables.find('tel'))?.backlog).toBe(2);
    await durables.resume(await found('tel'));
    expect(await fetched('tel')).toEqual(['one', 'two']);
  });

  it('keeps what comes while it is paused', async () => {
    await durables.pause(await found('tel'));
    await notify('tel', 'three');
    expect(await durables.find('tel')).toMatchObject({ paused: true, backlog: 1 });
    expect(await fetched('tel')).toEqual([]);
    await durables.resume(await found('tel'));
    expect(await fetched('tel')).toEqual(['three']);
  });

  it('is as the engine must keep it: push gives up after ten deliveries, pull never', async () => {
    const { config } = await bus.jsm.consumers.info(EVENTS_OUT, 'svc-tel');
    expect(config).toMatchObject({
      durable_name: 'svc-tel',
      filter_subject: 'liaison.events.out.tel',
      ack_policy: 'explicit',
      ack_wait: 30_000_000_000,
      max_ack_pending: 64,
      max_deliver: 10,
      sample_freq: '100%',
    });
    await durables.ensure('fax', { delivery: 'pull', inFlight: 3 });
    const { config: fax } = await bus.jsm.consumers.info(EVENTS_OUT, 'svc-fax');
    expect(fax).toMatchObject({ max_ack_pending: 3, max_deliver: -1 });
  });

  it.each([
    ['paused', true],
    ['resumed', false],
  ])('changes with the declaration, and stays %s', async (_, paused) => {
    const service = paused ? 'quiet' : 'loud';
    await durables.ensure(service, { delivery: 'push' });
    if (!paused) await durables.resume(await found(service));
    const changed = await durables.ensure(service, { delivery: 'pull', inFlight: 7 });
    expect(changed).toMatchObject({ paused, terms: { delivery: 'pull', inFlight: 7 } });
    expect(await durables.find(service)).toMatchObject({ paused, terms: changed.terms });
  });

  it('is made once, however many ask', async () => {
    const made = await Promise.all(
      Array.from({ length: 8 }, () => durables.ensure('many', { delivery: 'push' })),
    );
    expect(new Set(made.map(({ service }) => service))).toEqual(new Set(['many']));
    const all = await durables.all();
    expect(all.filter(({ service }) => service === 'many')).toHaveLength(1);
  });

  it('hands over again, first and in order, what was on its way when it was paused', async () => {
    await durables.resume(await durables.ensure('left', { delivery: 'push' }));
    for (const body of ['one', 'two', 'three']) await notify('left', body);
    const consumer = await bus.js.consumers.get(EVENTS_OUT, serviceDurable('left'));
    const taken: string[] = [];
    for await (const message of await consumer.fetch({ max_messages: 2, expires: 1_000 })) {
      taken.push(message.string());
    }
    expect(taken).toEqual(['one', 'two']);
    await durables.pause(await found('left'));
    expect(await found('left')).toMatchObject({ paused: true, backlog: 3, onTheWay: 2 });
    await notify('left', 'four');
    await durables.resume(await found('left'));
    expect(await fetched('left')).toEqual(['one', 'two', 'three', 'four']);
    const { config } = await bus.jsm.consumers.info(EVENTS_OUT, 'svc-left');
    expect(config.ack_wait).toBe(30_000_000_000);
    expect(await found('left')).toMatchObject({ paused: false, backlog: 0 });
  });

  it('so it does where whoever paused it was interrupted', async () => {
    await durables.resume(await durables.ensure('half', { delivery: 'push' }));
    for (const body of ['one', 'two']) await notify('half', body);
    const consumer = await bus.js.consumers.get(EVENTS_OUT, serviceDurable('half'));
    for await (const message of await consumer.fetch({ max_messages: 1, expires: 1_000 })) {
      expect(message.string()).toBe('one');
    }
    await bus.jsm.consumers.pause(EVENTS_OUT, serviceDurable('half'), new Date('2200-01-01'));
    expect(await found('half')).toMatchObject({ paused: true, onTheWay: 1 });
    await durables.resume(await found('half'));
    expect(await fetched('half')).toEqual(['one', 'two']);
  });

  it('hands over what came while it was paused to who asked before', async () => {
    const { service } = await durables.ensure('asking', { delivery: 'push' });
    const consumer = await bus.js.consumers.get(EVENTS_OUT, serviceDurable(service));
    const messages = await consumer.fetch({ max_messages: 2, expires: 60_000 });
    const handed = (async () => {
      const began = performance.now();
      for await (const message of messages) {
        message.ack();
        if (message.string() === 'two') break;
      }
      return performance.now() - began;
    })();
    for (const body of ['one', 'two']) await notify(service, body);
    await durables.resume(await found(service));
    // It asks the engine whether it is still there twice a minute.
    expect(await handed).toBeLessThan(10_000);
    const { delivered, num_redelivered: again } = await bus.jsm.consumers.info(
      EVENTS_OUT,
      serviceDurable(service),
    );
    expect([delivered.consumer_seq, again]).toEqual([2, 0]);
  }, 60_000);

  it('is made again where it stood: what was acknowledged is handed over no more', async () => {
    await durables.resume(await durables.ensure('lost', { delivery: 'pull' }));
    for (const body of ['one', 'two', 'three', 'four', 'five']) await notify('lost', body);
    const consumer = await bus.js.consumers.get(EVENTS_OUT, serviceDurable('lost'));
    for await (const message of await consumer.fetch({ max_messages: 4, expires: 1_000 })) {
      if (message.string() !== 'two') await message.ackAck();
    }
    await bus.jsm.consumers.delete(EVENTS_OUT, serviceDurable('lost'));
    const again = await durables.ensure('lost', { delivery: 'pull' });
    expect(again).toMatchObject({ paused: true, backlog: 2 });
    await durables.resume(again);
    expect(await fetched('lost')).toEqual(['two', 'five']);
    await bus.jsm.consumers.delete(EVENTS_OUT, serviceDurable('lost'));
    expect(await durables.ensure('lost', { delivery: 'pull' })).toMatchObject({ backlog: 0 });
    await notify('lost', 'six');
    await durables.resume(await found('lost'));
    expect(await fetched('lost')).toEqual(['six']);
  });

  it('goes for good, and what is not there goes without a word', async () => {
    const gone = await found('fax');
    await durables.remove('fax');
    expect(await durables.find('fax')).toBeUndefined();
    await durables.remove('fax');
    await durables.pause(gone);
  });
});
