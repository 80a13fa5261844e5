import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Bus, NotSent, headersOf } from '@liaison/bus';
import { until } from '@liaison/bus/fixtures';
import { ITEM_MODE_HEADER, uuidV7 } from '@liaison/contracts';
import { RunningNotification } from '../fixtures/running-notification.js';
import { UserInbox } from './user-inbox.js';

const by = () => {
  const command = uuidV7(Date.now());
  return { command, actor: 'user/spec/phone-1', correlation: command };
};
const kept = { mode: 'on-request', profile: 0, recordedMs: 0 } as const;

describe('an inbox', () => {
  let running: RunningNotification;
  beforeAll(async () => {
    running = await RunningNotification.start();
  }, 60_000);
  const stopping = new AbortController();
  afterAll(async () => {
    stopping.abort();
    await running.stop();
  });

  /** Stores an item as a sender does; its place. */
  const store = async (user: string, id: string): Promise<number> => {
    const headers = headersOf({ [ITEM_MODE_HEADER]: kept.mode });
    const subject = running.bus.subjects.inbox(user);
    return (await running.bus.js.publish(subject, '{}', { msgID: id, headers })).seq;
  };
  const isGone = async (place: number) =>
    (await running.bus.jsm.streams.getMessage('INBOX', { seq: place })) === null;

  /** A way to the engine on which the next so many deletions get lost. */
  const losing = (deletions: number): Bus => {
    const { bus } = running;
    let left = deletions;
    const request: Bus['requests']['request'] = (subject, ...rest) =>
      subject.includes('MSG.DELETE') && left-- > 0
        ? Promise.reject(new NotSent('the way is cut'))
        : bus.requests.request(subject, ...rest);
    return Object.create(bus, { requests: { value: { request } } }) as Bus;
  };
  const inboxOf = (user: string, bus = running.bus, { signal } = stopping) =>
    new UserInbox(
      { bus, facts: running.registry.facts, signal, mine: () => true, changed: () => undefined },
      user,
    );

  it('destroys in the end what it could not destroy at once', async () => {
    const places = [await store('ann', 'a1'), await store('ann', 'a2')];
    const inbox = inboxOf('ann', losing(2));
    // The second is asked for while the first is not done.
    const works = places.map((place) => inbox.wipe([place]));
    expect((await Promise.allSettled(works)).map(({ status }) => status)).toEqual([
      'rejected',
      'rejected',
    ]);
    for (const place of places) await until('it is gone', () => isGone(place));
    await inbox.rest();
    expect(inbox.isIdle).toBe(true);
  }, 60_000);

  it('leaves nothing of what a former owner settled late, and counts it no more', async () => {
    const places = [await store('cat', 'c1'), await store('cat', 'c2'), await store('cat', 'c3')];
    const former = inboxOf('cat', losing(Number.POSITIVE_INFINITY));
    const owner = inboxOf('cat');
    for (const inbox of [former, owner]) {
      places.forEach((place, at) => inbox.items.add({ id: `c${at + 1}`, place, ...kept }));
      await inbox.begin();
    }
    // The former owner's fact comes after the new one has begun; then it dies.
    await former.acknowledge(by(), ['c1']);
    expect(owner.items.size).toBe(3);
    expect(await owner.acknowledge(by(), ['c2'])).toMatchObject({ accepted: { result: {} } });
    expect(owner.items.all().map(({ id }) => id)).toEqual(['c3']);
    expect(await Promise.all(places.map(isGone))).toEqual([true, true, false]);
  }, 60_000);

  it('counts nothing that is not in the stream any more', async () => {
    await running.replica();
    const place = await store('dan', 'd1');
    await store('dan', 'd2');
    const fetched = () => running.command('notification.fetch', { user: 'dan', max: 8 });
    const waiting = async (): Promise<unknown> => {
      const { bus } = running;
      const asked = JSON.stringify({ ask: 'pending', after: 0 });
      const subject = bus.subjects.itemsAsk('dan');
      const reply = await bus.requests.request(subject, asked, { timeoutMs: 5_000 });
      return reply.json<{ waiting: number }>().waiting;
    };
    await until('both are counted', async () => {
      const { items } = await running.command<{ items: readonly unknown[] }>('notification.fetch', {
        user: 'dan',
      });
      return items.length === 2;
    });
    await running.bus.jsm.streams.deleteMessage('INBOX', place);
    expect(await waiting()).toBe(2);
    expect(await fetched()).toMatchObject({ items: [{ id: 'd2' }], left: 0 });
    expect(await waiting()).toBe(1);
  }, 60_000);

  it('tries nothing again once its partition is let go of', async () => {
    const place = await store('ben', 'b1');
    const lost = new AbortController();
    const inbox = inboxOf('ben', losing(1), lost);
    await expect(inbox.wipe([place])).rejects.toThrow('the way is cut');
    lost.abort();
    // Whatever it might still do, it has done before another is through with its own.
    const other = await store('ben', 'b2');
    await inboxOf('ben').wipe([other]);
    await inbox.rest();
    expect([await isGone(other), await isGone(place)]).toEqual([true, false]);
  }, 60_000);
});
