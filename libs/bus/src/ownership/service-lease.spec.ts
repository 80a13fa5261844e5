import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Bus } from '../connection.js';
import { type SpecEngine, specEngine } from '../fixtures/engine-of-a-spec.js';
import { ensureLayout } from '../layout/layout.js';
import { LeaseBoard, type Member } from './lease-board.js';
import { ServiceLeases } from './service-lease.js';

/** Long enough to be kept, short enough to be waited for. */
const TTL_MS = 2_000;

describe('the lease of a connection of a service', () => {
  let spec: SpecEngine;
  let bus: Bus;
  let leases: ServiceLeases;
  let board: LeaseBoard;
  const left: Member[] = [];
  const gone = new Map<string, () => void>();
  beforeAll(async () => {
    spec = await specEngine();
    bus = await spec.connect();
    await ensureLayout(bus, spec.settings);
    leases = new ServiceLeases(bus, TTL_MS);
    board = new LeaseBoard(bus, bus.subjects.serviceLeases());
    board.onLeft((member) => {
      left.push(member);
      gone.get(member.id)?.();
    });
    await board.start();
  });
  afterAll(async () => {
    await board.stop();
    await spec.end();
  });

  const tel = { service: 'tel', connection: 'c1' };
  const client = { server: 'NAAA', id: 7 };

  it('is told by the board, with what is known of the connection', async () => {
    await leases.begin(tel, { client });
    await board.refresh();
    expect(board.members().get('tel.c1')).toMatchObject({ id: 'tel.c1', about: { client } });
  });

  it('is kept by saying that it is alive, and says the same of itself', async () => {
    expect(await leases.keep(tel)).toBe(true);
    expect((await leases.last(tel)).body?.about).toEqual({ client });
    expect(left).toEqual([]);
  });

  it('is kept by several at once', async () => {
    const kept = await Promise.all(Array.from({ length: 5 }, () => leases.keep(tel)));
    expect(kept).toEqual(Array(5).fill(true));
  });

  it('is another one where the connection begins anew through another client', async () => {
    const told = new Promise<void>((resolve) => gone.set('tel.c1', resolve));
    await leases.begin(tel, { client: { server: 'NAAA', id: 8 } });
    await told;
    await board.refresh();
    expect(board.members().get('tel.c1')?.about).toEqual({ client: { server: 'NAAA', id: 8 } });
  });

  it('runs out, and saying that it is alive revives nothing', async () => {
    const told = new Promise<void>((resolve) => gone.set('fax.c1', resolve));
    const fax = { service: 'fax', connection: 'c1' };
    await leases.begin(fax, {});
    await told;
    expect(await leases.last(fax)).toMatchObject({ body: undefined, expired: true });
    expect(await leases.keep(fax)).toBe(false);
    expect(await leases.keep({ service: 'fax', connection: 'never' })).toBe(false);
  });

  it('ends at once, but not where it has changed since it was looked at', async () => {
    const sms = { service: 'sms', connection: 'c1' };
    await leases.begin(sms, { client });
    const before = await leases.last(sms);
    await leases.begin(sms, { client: { server: 'NAAA', id: 9 } });
    await leases.end(sms, before);
    expect((await leases.last(sms)).body).toBeDefined();
    await leases.end(sms);
    expect(await leases.last(sms)).toMatchObject({ body: undefined, expired: false });
  });
});
