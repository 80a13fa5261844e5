import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Bus } from '../connection.js';
import { type SpecEngine, specEngine } from '../fixtures/engine-of-a-spec.js';
import { ensureLayout } from '../layout/layout.js';
import { EVENTS_OUT, ServiceDurables, serviceDurable } from './service-durables.js';

describe('the durable of a service', () => {
  let spec: SpecEngine;
  let bus: Bus;
  let durables: ServiceDurables;
  beforeAll(async () => {
    spec = await specEngine();
    bus = await spec.connect();
    await ensureLayout(bus, spec.settings);
    durables = new ServiceDurables(bus);
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

  it('is made paused, and hands over nothing before it is resumed', async () => {
    const made = await durables.ensure('tel', { delivery: 'push' });
    expect(made).toEqual({
      service: 'tel',
      paused: true,
      backlog: 0,
      terms: { delivery: 'push', inFlight: 64 },
    });
    await notify('tel', 'one');
    await notify('other', 'not for tel');
    await notify('tel', 'two');
    expect(await fetched('tel')).toEqual([]);
    expect((await durables.find('tel'))?.backlog).toBe(2);
    await durables.resume('tel');
    expect(await fetched('tel')).toEqual(['one', 'two']);
  });

  it('keeps what comes while it is paused', async () => {
    await durables.pause('tel');
    await notify('tel', 'three');
    expect(await durables.find('tel')).toMatchObject({ paused: true, backlog: 1 });
    expect(await fetched('tel')).toEqual([]);
    await durables.resume('tel');
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
    if (!paused) await durables.resume(service);
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

  it('goes for good, and what is not there goes without a word', async () => {
    await durables.remove('fax');
    expect(await durables.find('fax')).toBeUndefined();
    await durables.remove('fax');
    await durables.pause('fax');
  });
});
