import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '@liaison/bus/fixtures';
import { Gateways } from './gateways.js';
import { RunningMonitor } from '../fixtures/running-monitor.js';

describe('a gateway dies', () => {
  let monitor: RunningMonitor;
  beforeEach(async () => {
    monitor = await RunningMonitor.start();
  }, 30_000);
  afterEach(() => monitor.stop(), 30_000);

  const lost = (user: string) => until(`${user} is lost`, () => monitor.ended(user, 'phone'));

  it('and its terminals are lost, but for those that are back elsewhere', async () => {
    const dying = await monitor.gateway('g1');
    await monitor.gateway('g2', 30);
    await monitor.replica();
    for (const user of ['ann', 'bob', 'cid', 'dan']) await monitor.accounts.add(user, 'phone');
    for (const user of ['ann', 'bob', 'cid']) await monitor.connect(user, 'phone', 'c1', 'g1');
    await monitor.connect('dan', 'phone', 'c1', 'g2');
    dying.die();
    await monitor.connect('cid', 'phone', 'c2', 'g2');
    expect(await lost('ann')).toBe('lost of c1');
    expect(await lost('bob')).toBe('lost of c1');
    const { data } = (await monitor.last('ann', 'phone')) ?? {};
    expect(Date.parse(data?.['lastSeen'] as string)).toBeLessThanOrEqual(Date.now());
    // Whoever is back is left alone, and so are the others' terminals.
    expect(await monitor.ended('cid', 'phone')).toBeUndefined();
    expect(await monitor.ended('dan', 'phone')).toBeUndefined();
    expect((await monitor.last('cid', 'phone'))?.data).toMatchObject({ replaced: 'c1' });
  }, 60_000);

  it('while nobody watches, and the next access monitor finds its terminals', async () => {
    const dying = await monitor.gateway('g1');
    const first = await monitor.replica();
    await monitor.accounts.add('ann', 'phone');
    await monitor.connect('ann', 'phone', 'c1', 'g1');
    await first.stop();
    dying.die();
    await monitor.leaseOver('g1');
    expect(await monitor.ended('ann', 'phone')).toBeUndefined();
    await monitor.replica();
    expect(await lost('ann')).toBe('lost of c1');
  }, 60_000);

  it('and one of two access monitors with it: the other ends all of its terminals', async () => {
    const dying = await monitor.gateway('g1');
    const first = await monitor.replica();
    await monitor.replica();
    const users = Array.from({ length: 12 }, (_, n) => `user${n}`);
    for (const user of users) await monitor.accounts.add(user, 'phone');
    for (const user of users) await monitor.connect(user, 'phone', 'c1', 'g1');
    dying.die();
    await first.stop();
    expect(await Promise.all(users.map(lost))).toEqual(users.map(() => 'lost of c1'));
  }, 60_000);

  it('never, because the engine was away: nobody is lost whose gateway lives', async () => {
    await monitor.gateway('g1', 30);
    const { url } = await monitor.replica();
    await monitor.accounts.add('ann', 'phone');
    await monitor.connect('ann', 'phone', 'c1', 'g1');
    await monitor.restartEngine();
    await until('it is ready again', async () => (await fetch(`${url}/ready`)).ok);
    const dying = await monitor.gateway('g2');
    await monitor.accounts.add('bob', 'phone');
    await monitor.connect('bob', 'phone', 'c1', 'g2');
    dying.die();
    // By the time that the other one's terminal is lost, everybody was looked at.
    expect(await lost('bob')).toBe('lost of c1');
    expect(await monitor.ended('ann', 'phone')).toBeUndefined();
  }, 60_000);
});

describe('what became of a gateway', () => {
  let monitor: RunningMonitor;
  let gateways: Gateways;
  beforeEach(async () => {
    monitor = await RunningMonitor.start();
    gateways = new Gateways(monitor.bus, { add: () => undefined });
    await gateways.onModuleInit();
  }, 30_000);
  afterEach(async () => {
    await gateways.onApplicationShutdown();
    await monitor.stop();
  }, 30_000);

  it('is known of those with a lease and of those that had one', async () => {
    await monitor.gateway('here', 30);
    const leaving = await monitor.gateway('left', 30);
    await leaving.leave();
    const left = await until('it is seen to leave', async () => {
      const told = await gateways.fate('left');
      return told !== 'alive' && told;
    });
    expect(left).toEqual({ gone: true, lastSeen: expect.any(String) });
    expect(await gateways.fate('here')).toBe('alive');
    expect(await gateways.fate('never')).toEqual({ gone: true });
  }, 30_000);

  it('nobody says while the engine is away, nor of anybody before all is read again', async () => {
    await monitor.gateway('here', 30);
    await monitor.killEngine();
    await until('it is noticed', () => Promise.resolve(!monitor.bus.connected()));
    expect(await gateways.fate('here')).toBe('unsure');
    expect(await gateways.fate('never')).toBe('unsure');
    await monitor.restartEngine();
    const fate = await until('all is read again', async () => {
      const told = await gateways.fate('here');
      return told !== 'unsure' && told;
    });
    expect(fate).toBe('alive');
  }, 30_000);
});
