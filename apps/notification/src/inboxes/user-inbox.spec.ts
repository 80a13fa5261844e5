import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NotSent, type Bus } from '@liaison/bus';
import { until } from '@liaison/bus/fixtures';
import { ITEM_MODE_HEADER } from '@liaison/contracts';
import { headers } from '@nats-io/transport-node';
import { RunningNotification } from '../fixtures/running-notification.js';
import { UserInbox } from './user-inbox.js';

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
    const header = headers();
    header.set(ITEM_MODE_HEADER, kept.mode);
    const subject = running.bus.subjects.inbox(user);
    return (await running.bus.js.publish(subject, '{}', { msgID: id, headers: header })).seq;
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

  it('tries nothing again once its partition is let go of', async () => {
    const place = await store('ben', 'b1');
    const lost = new AbortController();
    const inbox = inboxOf('ben', losing(1), lost);
    await expect(inbox.wipe([place])).rejects.toThrow('the way is cut');
    lost.abort();
    await inbox.rest();
    expect(await isGone(place)).toBe(false);
  }, 60_000);
});
