import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { Bus } from '../connection.js';
import type { SpecEngine } from '../fixtures/engine-of-a-spec.js';
import { playground } from '../fixtures/playground.js';
import { until } from '../fixtures/until.js';
import { SpecMeter } from '../fixtures/replica.js';
import { lastLease } from './lease-message.js';
import { GATEWAY_LEASE, Lease, type LeaseOptions, REPLICA_LEASE } from './lease.js';

/** A monotonic clock that can be made to jump, as a process that slept sees it. */
function jumpingClock(): { now: () => number; jump: (ms: number) => void } {
  let ahead = 0;
  return { now: () => performance.now() + ahead, jump: (ms) => void (ahead += ms) };
}

describe('a lease', () => {
  let ground: SpecEngine;
  let bus: Bus;
  let names = 0;
  const leases: Lease[] = [];

  beforeAll(async () => {
    Logger.overrideLogger(false);
    ground = await playground();
    bus = await ground.connect('lease');
  });
  afterEach(async () => {
    await Promise.all(leases.splice(0).map((lease) => lease.resign()));
  });
  afterAll(() => ground.end());

  const subject = (): string => bus.subjects.replicaLease('availability', `r${++names}`);
  function lease(options: Partial<LeaseOptions> & Pick<LeaseOptions, 'subject'>): Lease {
    const made = new Lease({ ...REPLICA_LEASE, bus, ...options });
    leases.push(made);
    return made;
  }

  it('is kept by renewals and never gets old', async () => {
    const at = subject();
    const held = lease({ subject: at, ttlMs: 2_000, renewMs: 100 });
    await held.start();
    const first = await lastLease(bus, at);
    await until('five renewals', async () => {
      return (await lastLease(bus, at)).sequence >= first.sequence + 5;
    });
    expect(held.valid()).toBe(true);
    expect(held.ageMs()).toBeLessThan(1_000);
    expect((await lastLease(bus, at)).body?.incarnation).toBe(held.incarnation);
  });

  it('gets old while its renewals are held up, and is young again with the next one', async () => {
    const clock = jumpingClock();
    const meter = new SpecMeter();
    const age = () => meter.value('liaison_lease_age_seconds');
    const held: (() => void)[] = [];
    let isHeldUp = false;
    const heldUp: LeaseOptions['bus'] = {
      ...bus,
      requests: new Proxy(bus.requests, {
        get: (target, key) =>
          key === 'request'
            ? async (...args: Parameters<typeof target.request>) => {
                if (isHeldUp) await new Promise<void>((resolve) => held.push(resolve));
                return target.request(...args);
              }
            : Reflect.get(target, key),
      }),
    };
    const old = lease({
      subject: subject(),
      ...GATEWAY_LEASE,
      renewMs: 100,
      bus: heldUp,
      clock: clock.now,
      meter,
    });
    expect(age()).toBe(0);
    await old.start();
    isHeldUp = true;
    await until('a renewal is held up', () => held.length === 1);
    clock.jump(5_000);
    expect(age()).toBeGreaterThanOrEqual(5);
    expect(old.valid()).toBe(true);
    isHeldUp = false;
    held[0]?.();
    await until('it is young again', () => (age() ?? 5) < 1);
  });

  it('counts from when the renewal was sent, not from when it was acknowledged', async () => {
    const clock = jumpingClock();
    const slow: LeaseOptions['bus'] = {
      ...bus,
      requests: new Proxy(bus.requests, {
        get: (target, key) =>
          key === 'request'
            ? async (...args: Parameters<typeof target.request>) => {
                const answer = await target.request(...args);
                clock.jump(1_500);
                return answer;
              }
            : Reflect.get(target, key),
      }),
    };
    const held = lease({ subject: subject(), bus: slow, clock: clock.now });
    await held.start();
    expect(held.remainingMs()).toBeLessThanOrEqual(REPLICA_LEASE.ttlMs - 1_500);
  });

  it('is lost by a pause longer than it lasts, though the engine would renew it', async () => {
    const clock = jumpingClock();
    const at = subject();
    const held = lease({ subject: at, clock: clock.now, renewMs: 50 });
    const told: string[] = [];
    held.onAcquired(() => told.push(`acquired ${held.incarnation}`));
    held.onLost(() => void told.push(`lost ${held.incarnation}`));
    await held.start();
    const before = held.incarnation;
    clock.jump(REPLICA_LEASE.ttlMs);
    expect(held.valid()).toBe(false);
    await until('acquired afresh', () => told.length === 3);
    expect(told).toEqual([`acquired ${before}`, `lost ${before}`, `acquired ${held.incarnation}`]);
    expect(held.incarnation).not.toBe(before);
    expect(held.valid()).toBe(true);
  });

  it('is acquired again only when everybody has let go', async () => {
    const clock = jumpingClock();
    const held = lease({ subject: subject(), clock: clock.now, renewMs: 50 });
    let letGo: (() => void) | undefined;
    held.onLost(() => new Promise<void>((resolve) => (letGo = resolve)));
    let acquired = 0;
    held.onAcquired(() => acquired++);
    await held.start();
    clock.jump(REPLICA_LEASE.ttlMs);
    await until('lost', () => letGo !== undefined);
    await bus.nc.flush();
    expect(acquired).toBe(1);
    letGo?.();
    await until('acquired afresh', () => acquired === 2);
  });

  it('tells a gateway that little is left, before it is lost', async () => {
    const held = lease({ subject: subject(), ttlMs: 2_000, renewMs: 60_000 });
    const told: string[] = [];
    held.onEnding(1_500, () => told.push(`ending ${held.valid()}`));
    held.onLost(() => void told.push(`lost ${held.valid()}`));
    await held.start();
    await until('lost', () => told.length === 2);
    expect(told).toEqual(['ending true', 'lost false']);
  });

  it('tells a gateway that slept through the ending of it first', async () => {
    const clock = jumpingClock();
    const held = lease({ subject: subject(), ...GATEWAY_LEASE, renewMs: 50, clock: clock.now });
    const told: string[] = [];
    held.onEnding(2_000, () => told.push('ending'));
    held.onLost(() => void told.push('lost'));
    await held.start();
    clock.jump(GATEWAY_LEASE.ttlMs);
    await until('lost', () => told.length === 2);
    expect(told).toEqual(['ending', 'lost']);
  });

  it('is taken over by a new process of the same name, and the old one knows', async () => {
    const at = subject();
    const old = lease({ subject: at, renewMs: 50 });
    let lost = 0;
    old.onLost(() => void lost++);
    await old.start();
    const fresh = lease({ subject: at });
    await fresh.start();
    await until('the old one is lost', () => lost === 1);
    expect(fresh.valid()).toBe(true);
    expect(old.valid()).toBe(false);
    await fresh.resign();
    await until('the old one is back', () => old.valid());
  });

  it('is gone for all others at once when it is resigned', async () => {
    const at = subject();
    const held = lease({ subject: at });
    await held.start();
    await held.resign();
    expect(held.valid()).toBe(false);
    expect((await lastLease(bus, at)).body).toBeUndefined();
    const next = lease({ subject: at });
    await next.start();
    expect(next.valid()).toBe(true);
  });

  it('goes by itself where nobody renews it, and the engine says so', async () => {
    const at = subject();
    const held = lease({ subject: at, ttlMs: 1_000, renewMs: 60_000 });
    held.onLost(() => new Promise<void>(() => undefined));
    await held.start();
    await until('the marker', async () => (await lastLease(bus, at)).body === undefined);
    expect(held.valid()).toBe(false);
  });
});
