import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EVENTS_OUT, serviceDurable } from '@liaison/bus';
import { until } from '@liaison/bus/fixtures';
import { RunningNotification } from '../fixtures/running-notification.js';

const RETENTION_MS = 2_000;

describe('a copy whose retention is over', () => {
  let running: RunningNotification;
  beforeAll(async () => {
    running = await RunningNotification.start();
    const { registry, bus } = running;
    await registry.service('tel', { emits: [{ type: 'ping', about: 'nobody' }] });
    await registry.service('mail', { wants: [{ type: 'ping' }], retentionMs: RETENTION_MS });
    await bus.jsm.consumers.add(EVENTS_OUT, {
      durable_name: serviceDurable('mail'),
      filter_subject: bus.subjects.eventsOut('mail'),
      ack_policy: 'explicit',
      sample_freq: '100%',
    });
  }, 60_000);
  afterAll(() => running.stop());

  const expired = async (): Promise<readonly string[]> =>
    (await running.endings('mail')).map(({ type, copy }) => `${type} ${copy}`);

  it('does not expire where it was acknowledged while the one before did', async () => {
    const first = await running.process();
    for (const id of ['e1', 'e2']) await running.emit('tel', { id });
    await running.copiesFor('mail', 2);
    const overAt = Date.now() + RETENTION_MS;
    await killed(first);
    await until('both are due', () => Date.now() > overAt);
    const second = await running.process('after-ending:1:freeze');
    await until('the first one expires', async () => (await expired()).length === 1);
    const consumer = await running.bus.js.consumers.get(EVENTS_OUT, serviceDurable('mail'));
    for await (const message of await consumer.fetch({ max_messages: 2, expires: 1_000 })) {
      if (message.json<{ id: string }>().id === 'e2') await message.ackAck();
    }
    second.kill('SIGCONT');
    await running.emit('tel', { id: 'e3' });
    const all = await until('the last one expires', async () => {
      const all = await expired();
      const [, , last] = (await running.recorded('tel')).map(({ receivers }) => receivers[0]?.copy);
      return last !== undefined && all.includes(`NotificationExpired ${last}`) && all;
    });
    const recorded = await running.recorded('tel');
    expect(all).toEqual(
      recorded
        .filter(({ event }) => event !== 'e2')
        .map(({ receivers }) => `NotificationExpired ${receivers[0]?.copy}`),
    );
    await killed(second);
  }, 60_000);

  it('is taken away, where its owner died before and it was acknowledged meanwhile', async () => {
    const dying = await running.process('after-ending:1');
    const gone = once(dying, 'exit');
    const before = (await expired()).length;
    await running.emit('tel', { id: 'e4' });
    await gone;
    expect(await expired()).toHaveLength(before + 1);
    const consumer = await running.bus.js.consumers.get(EVENTS_OUT, serviceDurable('mail'));
    for await (const message of await consumer.fetch({ max_messages: 9, expires: 1_000 })) {
      await message.ackAck();
    }
    const isThere = async (): Promise<boolean> =>
      (await running.copies('mail')).some(({ id }) => id === 'e4');
    expect(await isThere()).toBe(true);
    await running.process();
    await until('it is gone', async () => !(await isThere()));
    expect(await expired()).toHaveLength(before + 1);
  }, 60_000);
});

async function killed(replica: ChildProcess): Promise<void> {
  const gone = once(replica, 'exit');
  replica.kill('SIGKILL');
  await gone;
}
