import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@liaison/bus/fixtures';
import { RunningNotification } from '../fixtures/running-notification.js';

const ping = { type: 'ping', about: 'nobody' } as const;
const missed = { type: 'call.missed', about: 'user' } as const;

describe('a user whose key is lost', () => {
  let running: RunningNotification;
  beforeAll(async () => {
    running = await RunningNotification.start();
    const { registry } = running;
    await registry.service('tel', { emits: [ping, missed] });
    for (const user of ['alice', 'kim', 'zoe']) {
      await registry.user(user);
      await registry.profile(user);
      await registry.activate(user, 'tel');
      for (const { type } of [ping, missed]) await registry.interest(user, 'tel', type);
    }
    await registry.loseKey('kim');
  }, 60_000);
  afterAll(() => running.stop());

  it('is passed over, which is an alarm; the others get theirs', async () => {
    const { url } = await running.replica();
    await running.emit('tel', { id: 'p1' });
    await running.emit('tel', { id: 'k1', subject: 'kim' }, 'call.missed');
    await running.emit('tel', { id: 'p2' });
    expect(await running.recordedOf('tel', 3)).toMatchObject([
      { event: 'p1', outcome: 'matched', users: 2, silenced: 0 },
      { event: 'k1', users: 0, silenced: 0 },
      { event: 'p2', outcome: 'matched', users: 2, silenced: 0 },
    ]);
    const eventsOf = async (user: string) => (await running.waiting(user)).map(({ id }) => id);
    await until('the last one is there', async () => (await eventsOf('zoe')).length === 2);
    expect(await Promise.all(['alice', 'kim', 'zoe'].map(eventsOf))).toEqual([
      ['p1', 'p2'],
      [],
      ['p1', 'p2'],
    ]);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toMatch(/liaison_users_passed_over_total\{.*reason="KeyMissing".*\} 3/);
    const said = running.log.filter((line) => line.includes('events pass kim over'));
    expect(said).toHaveLength(1);
  }, 60_000);
});
