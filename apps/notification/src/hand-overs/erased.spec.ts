import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EVENTS_OUT, serviceDurable } from '@liaison/bus';
import { until } from '@liaison/bus/fixtures';
import { type CommandReply, uuidV7 } from '@liaison/contracts';
import { RunningNotification } from '../fixtures/running-notification.js';

const ACK_WAIT_NS = 60_000_000_000;

/** Nobody carries the erasures out here: what is stored after one has looked is not seen again. */
describe('a copy about somebody who is erased', () => {
  let running: RunningNotification;
  beforeAll(async () => {
    running = await RunningNotification.start();
    const { registry, bus } = running;
    await registry.service('tel', { emits: [{ type: 'ping', about: 'user' }] });
    await registry.service('mail', { wants: [{ type: 'ping' }] });
    for (const service of ['tel', 'mail']) await registry.grantAllUsers(service);
    await bus.jsm.consumers.add(EVENTS_OUT, {
      durable_name: serviceDurable('mail'),
      filter_subject: bus.subjects.eventsOut('mail'),
      ack_policy: 'explicit',
      ack_wait: ACK_WAIT_NS,
    });
    await running.replica();
  }, 60_000);
  afterAll(() => running.stop());

  const emit = async (id: string, subject: string): Promise<void> => {
    await running.emit('tel', { id, subject, data: { of: subject } });
  };

  /** The service refuses what it is handed next. */
  async function refused(count: number): Promise<void> {
    const consumer = await running.bus.js.consumers.get(EVENTS_OUT, serviceDurable('mail'));
    const asked = { max_messages: count, expires: 10_000 };
    for await (const message of await consumer.fetch(asked)) message.term('not for us');
  }

  const parkedEvents = async (): Promise<readonly string[]> =>
    (await running.parked('mail')).map(({ event }) => (event as { id: string }).id);

  async function replay(id: string): Promise<void> {
    const { bus } = running;
    const [copy] = (await running.recorded('tel')).flatMap(({ event, receivers }) =>
      event === id ? receivers.map((one) => one.copy) : [],
    );
    const command = uuidV7(Date.now());
    const data = { service: 'mail', copy: copy ?? '' };
    const request = { command, actor: 'operator/spec', correlation: command, data };
    const subject = bus.subjects.command('notification', 'parked.replay');
    const wait = { timeoutMs: 10_000 };
    const reply = await bus.requests.request(subject, JSON.stringify(request), wait);
    const answer = JSON.parse(reply.string()) as CommandReply;
    expect(answer).toMatchObject({ accepted: { result: { changed: true } } });
  }

  it('is not parked any more', async () => {
    for (const user of ['alice', 'bob']) await running.registry.user(user);
    await emit('e1', 'alice');
    await emit('e2', 'bob');
    await running.copiesFor('mail', 2);
    await running.registry.erase('alice');
    await refused(2);
    await until('his is parked', async () => (await parkedEvents()).includes('e2'));
    expect(await parkedEvents()).toEqual(['e2']);
  }, 60_000);

  it('is not handed over again', async () => {
    await running.registry.user('carol');
    await emit('e3', 'carol');
    await running.copiesFor('mail', 2);
    await refused(1);
    await until('hers is parked', async () => (await parkedEvents()).includes('e3'));
    await running.registry.erase('carol');
    await replay('e3');
    await replay('e2');
    const ids = async (): Promise<readonly string[]> =>
      (await running.copies('mail')).map(({ id }) => id);
    await until('his is handed over again', async () => (await ids()).includes('e2'));
    expect(await ids()).toEqual(['e1', 'e2']);
  }, 60_000);
});
