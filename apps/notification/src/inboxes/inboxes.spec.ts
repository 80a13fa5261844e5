import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@liaison/bus/fixtures';
import { INBOX_AGE_MS, ITEM_MODE_HEADER, engineTimes, itemId } from '@liaison/contracts';
import { INBOX_ITEMS_MAX, type NotificationMode } from '@liaison/domain';
import { RunningNotification } from '../fixtures/running-notification.js';
import { PartitionInboxes } from './partition-inboxes.js';
import { UserInbox } from './user-inbox.js';

const missed = { type: 'call.missed', about: 'user' } as const;
/** Of an inbox that nobody takes over. */
const ours = {
  mine: () => true,
  changed: () => undefined,
  signal: new AbortController().signal,
};
const ping = { type: 'ping', about: 'nobody' } as const;
interface Fetched {
  readonly items: readonly { readonly id: string; readonly event: { readonly id: string } }[];
  readonly left: number;
}

describe('interests of users', () => {
  let running: RunningNotification;
  beforeAll(async () => {
    running = await RunningNotification.start();
    const { registry } = running;
    await registry.service('tel', { emits: [ping, missed] });
    for (const user of ['alice', 'bob', 'carol', 'dave']) {
      await registry.user(user);
      await registry.activate(user, 'tel');
    }
    for (const user of ['alice', 'bob']) {
      for (const type of ['call.missed', 'ping']) await registry.interest(user, 'tel', type);
    }
    await registry.profile('alice');
    await running.replica();
  }, 60_000);
  afterAll(() => running.stop());

  const about = (id: string, subject: string) =>
    running.emit('tel', { id, subject, data: {} }, 'call.missed');
  const eventsOf = async (user: string) => (await running.waiting(user)).map(({ id }) => id);
  const countsOf = async (count: number) =>
    (await running.recordedOf('tel', count)).map(({ event, outcome, users, silenced }) => [
      event,
      outcome,
      users,
      silenced,
    ]);
  const fetched = (user: string, max = 256) =>
    running.command<Fetched>('notification.fetch', { user, max });
  const waits = (user: string, count: number) =>
    until(`${count} items wait for ${user}`, async () => {
      const { items } = await fetched(user);
      return items.length === count && items;
    });

  it('C1.14 an event reaches whom it is about, or all who want one about nobody; each once', async () => {
    await about('a1', 'alice');
    await about('c1', 'carol');
    await running.emit('tel', { id: 'n1' });
    await running.emit('tel', { id: 'n1' });
    await running.recordedOf('tel', 4);
    await running.registry.interest('bob', 'tel', 'ping', false);
    await running.emit('tel', { id: 'n2' });
    expect(await countsOf(5)).toEqual([
      ['a1', 'matched', 1, 0],
      ['c1', 'unmatched', 0, 0],
      ['n1', 'matched', 2, 0],
      ['n1', 'repeated', 0, 0],
      ['n2', 'matched', 1, 0],
    ]);
    expect((await waits('alice', 3)).map(({ event }) => event.id)).toEqual(['a1', 'n1', 'n2']);
    expect(await eventsOf('bob')).toEqual(['n1']);
    expect(await eventsOf('carol')).toEqual([]);
    const [first] = await running.waiting('alice');
    expect(first).toMatchObject({ service: 'tel', subject: 'alice', source: '/tel' });
  }, 60_000);

  it('C2.4 the active mode decides: a silent one is recorded, and nothing is kept', async () => {
    await running.registry.mode('alice', 'silent');
    await about('a2', 'alice');
    expect((await countsOf(6))[5]).toEqual(['a2', 'matched', 0, 1]);
    await running.registry.mode('alice', 'deferred');
    await about('a3', 'alice');
    expect((await countsOf(7))[6]).toEqual(['a3', 'matched', 1, 0]);
    expect((await waits('alice', 4)).map(({ event }) => event.id)).toEqual([
      'a1',
      'n1',
      'n2',
      'a3',
    ]);
    const subject = running.bus.subjects.inbox('alice');
    const last = await running.bus.jsm.streams.getMessage('INBOX', { last_by_subj: subject });
    expect(last?.header.get(ITEM_MODE_HEADER)).toBe('deferred');
  }, 60_000);

  it('what one terminal acknowledges is settled, destroyed and never comes again', async () => {
    const [one, two] = await waits('alice', 4);
    const ids = [two?.id ?? '', one?.id ?? '', 'never-there'];
    expect(await running.command('notification.acknowledge', { user: 'alice', ids })).toEqual({});
    expect(await running.command('notification.acknowledge', { user: 'alice', ids })).toEqual({});
    expect(await running.settled('alice')).toEqual([
      { type: 'InboxAcknowledged', items: expect.arrayContaining(ids.slice(0, 2)) },
    ]);
    expect(await eventsOf('alice')).toEqual(['n2', 'a3']);
    const page = await fetched('alice', 1);
    expect([page.items[0]?.event.id, page.left]).toEqual(['n2', 1]);
    // Bob's own copy is another item.
    expect(await eventsOf('bob')).toEqual(['n1']);
  }, 60_000);

  it('beyond its limit the oldest give way, and that is recorded', async () => {
    await running.registry.interest('dave', 'tel', 'call.missed');
    for (let n = 0; n < INBOX_ITEMS_MAX + 3; n++) await about(`d${n}`, 'dave');
    const settled = await until('three are let go of', async () => {
      const facts = await running.settled('dave');
      const counts = facts.map((fact) => ('count' in fact ? fact.count : 0));
      return counts.reduce((sum, count) => sum + count, 0) === 3 && facts;
    });
    expect(settled[0]).toMatchObject({ type: 'InboxExpired', cause: 'overflow' });
    const { items, left } = await fetched('dave', 1);
    expect([items[0]?.event.id, left]).toEqual(['d3', INBOX_ITEMS_MAX - 1]);
  }, 60_000);

  it('what has waited too long is let go of, and that is recorded', async () => {
    const { bus } = running;
    const later = Date.now() + INBOX_AGE_MS;
    const now = (): string => new Date(later).toISOString();
    const clock = { ms: () => later, steadyMs: () => later, now, ...engineTimes(0) };
    const parts = { bus, facts: running.registry.facts, clock, isErased: () => false };
    const partition = bus.subjects.partitionOf('bob');
    const inboxes = new PartitionInboxes(parts, partition, () => true);
    inboxes.start();
    const facts = await until('it is recorded', async () => {
      const settled = await running.settled('bob');
      return settled.length > 0 && settled;
    });
    expect(facts).toEqual([{ type: 'InboxExpired', count: 1, cause: 'age' }]);
    await inboxes.stop();
    expect(await eventsOf('bob')).toEqual([]);
  }, 60_000);

  it('an answer fits into one message of the engine, whatever letters its items are of', async () => {
    await running.registry.interest('carol', 'tel', 'call.missed');
    for (const [id, letters] of Object.entries({ c2: 120_000, c3: 50_000 })) {
      const data = { said: 'ж'.repeat(letters) };
      await running.emit('tel', { id, subject: 'carol', data }, 'call.missed');
    }
    await until('both wait', async () => (await eventsOf('carol')).length === 2);
    const { items, left } = await fetched('carol');
    expect([items.map(({ event }) => event.id), left]).toEqual([['c2'], 1]);
  }, 60_000);

  it('where room was made meanwhile nothing more gives way', async () => {
    const { bus, registry } = running;
    const inbox = new UserInbox({ bus, facts: registry.facts, ...ours }, 'zoe');
    for (const place of [1, 2, 3]) {
      const kept = { mode: 'immediate', profile: 0, recordedMs: 0 } as const;
      inbox.items.add({ id: `i${place}`, place, ...kept });
    }
    await inbox.expire('overflow', (items) => items.length - INBOX_ITEMS_MAX);
    expect(inbox.items.size).toBe(3);
    expect(await running.settled('zoe')).toEqual([]);
  });

  it('nothing of an erased user is left, and nothing comes any more', async () => {
    expect(await eventsOf('alice')).toHaveLength(2);
    await running.registry.erase('alice');
    await until('it is gone', async () => (await eventsOf('alice')).length === 0);
    const subject = running.bus.subjects.inbox('alice');
    await running.bus.js.publish(subject, '{}', { msgID: itemId('tel', 'late', 'alice') });
    await until('a late one too', async () => (await eventsOf('alice')).length === 0);
  }, 60_000);
});

describe('a replica that dies between the copies', () => {
  let running: RunningNotification;
  beforeAll(async () => {
    running = await RunningNotification.start();
    const { registry } = running;
    await registry.service('tel', { emits: [ping] });
    for (const user of ['alice', 'bob', 'carol']) {
      await registry.user(user);
      await registry.activate(user, 'tel');
    }
    for (const user of ['alice', 'bob']) {
      await registry.profile(user);
      await registry.interest(user, 'tel', 'ping');
    }
  }, 60_000);
  afterAll(() => running.stop());

  it('leaves to the next one what was in force at the match, and nothing is there twice', async () => {
    const { registry } = running;
    const first = await running.process('after-matched');
    const gone = once(first, 'exit');
    await running.emit('tel', { id: 'p1' });
    expect((await gone)[1]).toBe('SIGKILL');
    expect(await running.recordedOf('tel', 1)).toMatchObject([{ users: 2, silenced: 0 }]);
    // Whatever changes now comes too late for that event.
    await registry.mode('alice', 'silent');
    await registry.interest('bob', 'tel', 'ping', false);
    await registry.interest('carol', 'tel', 'ping');
    await running.process();
    await running.emit('tel', { id: 'p2' });
    await running.recordedOf('tel', 2);
    const events = async (user: string) => (await running.waiting(user)).map(({ id }) => id);
    await until('all have theirs', async () => (await events('carol')).length === 1);
    expect(await Promise.all(['alice', 'bob', 'carol'].map(events))).toEqual([
      ['p1'],
      ['p1'],
      ['p2'],
    ]);
    const subject = running.bus.subjects.inbox('bob');
    const item = await running.bus.jsm.streams.getMessage('INBOX', { last_by_subj: subject });
    expect(item?.header.get(ITEM_MODE_HEADER)).toBe('immediate' satisfies NotificationMode);
  }, 60_000);
});
