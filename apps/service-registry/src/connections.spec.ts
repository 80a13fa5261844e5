import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@liaison/bus/fixtures';
import { checkCommandResult } from '@liaison/contracts';
import { NONCE, RunningRegistry, resultOf, silent } from './fixtures/running-registry.js';

const talking = {
  ...silent,
  emits: [{ type: 'call-missed', about: 'user' }],
  wants: [{ type: 'meeting-started' }],
  calls: ['divert', 'answer'],
};

describe('a service', () => {
  let registry: RunningRegistry;
  let url: string;
  beforeAll(async () => {
    registry = await RunningRegistry.start();
    ({ url } = await registry.replica());
    for (const service of ['tel', 'cal', 'lost', 'two', 'many', 'gone', 'kicked']) {
      await registry.operator('service.register', { service });
    }
  }, 30_000);
  afterAll(() => registry.stop(), 30_000);

  const described = async (service: string) =>
    resultOf(await registry.operator('service.describe', { service }));

  describe('connects (C1.1, C1.2)', () => {
    it('and learns what it needs, and that what it declared is new', async () => {
      const reply = await registry.connect('tel', 'c1', talking);
      const result = resultOf(reply);
      expect(result).toEqual({
        durable: 'svc-tel',
        stream: 'EVENTS_OUT',
        calls: `liaison.call.tel.${NONCE}`,
        leaseMs: 10_000,
        ackWaitMs: 30_000,
        retentionMs: 30 * 24 * 3_600_000,
        backlog: 0,
        parked: 0,
        expired: 0,
        version: 1,
        reconnect: true,
        unmatched: [{ type: 'meeting-started' }],
      });
      expect(checkCommandResult('service-registry', 'service.connect', result)).toEqual([]);
      const last = await registry.last('tel');
      expect(last).toMatchObject({
        type: 'liaison.registry.connected.v1',
        actor: 'service/tel',
        data: { connection: 'c1' },
      });
      expect(reply).toMatchObject({ accepted: { fact: last?.id } });
    });

    it('and what it declared is read back, with its version', async () => {
      const shown = await described('tel');
      expect(shown).toMatchObject({
        version: 1,
        declaration: { emits: talking.emits, wants: talking.wants, calls: ['answer', 'divert'] },
        connections: [{ connection: 'c1', alive: true }],
      });
      expect(checkCommandResult('service-registry', 'service.describe', shown)).toEqual([]);
    });

    it('again with the same declaration, and nothing has changed', async () => {
      const result = resultOf(await registry.connect('tel', 'c2', talking));
      expect(result).toMatchObject({ version: 1 });
      expect(result).not.toHaveProperty('reconnect');
      expect((await registry.last('tel'))?.data).toMatchObject({ connection: 'c2' });
    });

    it('and its wants are met as soon as somebody emits them', async () => {
      await registry.connect('cal', 'c1', {
        ...silent,
        emits: [{ type: 'meeting-started', about: 'user' }],
      });
      const result = await until('they are met', async () => {
        const answer = resultOf(await registry.connect('tel', 'c2', talking));
        return 'unmatched' in answer ? undefined : answer;
      });
      expect(result['version']).toBe(1);
    });

    it('only as one that is registered', async () => {
      const reply = await registry.connect('nobody', 'c1');
      expect(reply).toMatchObject({ refused: { code: 'unknown-service' } });
    });

    it.each([
      [
        '/emits',
        {
          ...silent,
          emits: Array.from({ length: 129 }, (_, at) => ({ type: `t${at}`, about: 'user' })),
        },
      ],
      ['/delivery', { ...silent, delivery: 'carrier-pigeon' }],
      ['/calls/0', { ...silent, calls: ['with space'] }],
      ['/emits/0/type', { ...silent, emits: [{ type: '>', about: 'user' }] }],
    ])('never with a declaration that is wrong at %s', async (field, declaration) => {
      const reply = await registry.connect('two', 'c1', declaration);
      expect(reply).toMatchObject({
        refused: { code: 'invalid-declaration', faults: [{ field }] },
      });
      expect((await registry.last('two'))?.type).toBe('liaison.registry.registered.v1');
    });

    it('never with a schema that events cannot be checked against', async () => {
      const emits = [{ type: 'said', about: 'nobody', schema: { type: 'nonsense' } }];
      const reply = await registry.connect('two', 'c1', { ...silent, emits });
      expect(reply).toMatchObject({ refused: { code: 'invalid-declaration' } });
    });

    it('never in the name of another one', async () => {
      const data = { service: 'tel', connection: 'c9', declaration: silent };
      const reply = await registry.send('service/cal', 'service.connect', data);
      expect(reply).toMatchObject({ refused: { code: 'not-permitted' } });
    });

    it('with at most 16 processes', async () => {
      for (let at = 0; at < 16; at++) resultOf(await registry.connect('many', `c${at}`));
      const reply = await registry.connect('many', 'c16');
      expect(reply).toMatchObject({ refused: { code: 'too-many-connections' } });
      const lease = await registry.leases.last({ service: 'many', connection: 'c16' });
      expect(lease.body).toBeUndefined();
    });
  });

  describe('declares anew', () => {
    it('while it is connected, and the version counts', async () => {
      const declaration = { ...talking, delivery: 'pull', inFlight: 5 };
      const reply = await registry.service('tel', 'service.declare', {
        connection: 'c1',
        declaration,
      });
      expect(resultOf(reply)).toEqual({ version: 2, reconnect: true });
      const durable = await registry.durable('tel');
      expect(durable?.terms).toEqual({ delivery: 'pull', inFlight: 5 });
    });

    it('never over a connection that is none', async () => {
      const reply = await registry.service('tel', 'service.declare', {
        connection: 'c7',
        declaration: silent,
      });
      expect(reply).toMatchObject({ refused: { code: 'not-connected' } });
    });
  });

  describe('is alive', () => {
    it('as long as it says so, which changes nothing and needs no command', async () => {
      const data = { service: 'tel', connection: 'c1' };
      const reply = await registry.send('service/tel', 'service.alive', data, null);
      expect(resultOf(reply)).toEqual({ leaseMs: 10_000 });
    });

    it.each([
      ['it never connected', 'c8'],
      ['nobody knows it', 'x'],
    ])('not where %s', async (_, connection) => {
      const reply = await registry.service('tel', 'service.alive', { connection });
      expect(reply).toMatchObject({ refused: { code: 'not-connected' } });
    });

    it('or is lost when its lease ends, and is not revived by a late word', async () => {
      await registry.connect('lost', 'c1');
      await registry.leases.end({ service: 'lost', connection: 'c1' });
      expect(await until('it is lost', () => registry.ended('lost'))).toBe('lost of c1');
      expect(await registry.last('lost')).toMatchObject({ actor: 'app/service-registry' });
      const late = await registry.service('lost', 'service.alive', { connection: 'c1' });
      expect(late).toMatchObject({ refused: { code: 'not-connected' } });
    });

    it('and connects again, with the same id as with a new one', async () => {
      await registry.connect('lost', 'c1');
      await registry.leases.end({ service: 'lost', connection: 'c1' });
      const first = await until('it is lost again', () => registry.ended('lost'));
      expect(first).toBe('lost of c1');
      resultOf(await registry.connect('lost', 'c2'));
      expect((await described('lost'))['connections']).toMatchObject([{ connection: 'c2' }]);
    });
  });

  describe('leaves', () => {
    it('by one of its processes, and the others stay', async () => {
      await registry.connect('gone', 'c1');
      await registry.connect('gone', 'c2');
      const reply = await registry.service('gone', 'service.disconnect', { connection: 'c1' });
      expect(reply).toMatchObject({ accepted: { fact: expect.any(String), result: {} } });
      expect(await registry.ended('gone')).toBe('closed of c1');
      expect((await described('gone'))['connections']).toMatchObject([{ connection: 'c2' }]);
    });

    it('once: what is over changes nothing', async () => {
      const reply = await registry.service('gone', 'service.disconnect', { connection: 'c1' });
      expect(reply).toEqual({ accepted: { result: {} } });
    });
  });

  describe('is kicked (C11.2)', () => {
    it('by one connection, or all', async () => {
      for (const connection of ['c1', 'c2', 'c3']) await registry.connect('kicked', connection);
      const one = await registry.operator('service.kick', { service: 'kicked', connection: 'c2' });
      expect(resultOf(one)).toEqual({ kicked: ['c2'] });
      expect(await registry.ended('kicked')).toBe('kicked of c2');
      const all = await registry.operator('service.kick', { service: 'kicked' });
      expect(resultOf(all)).toEqual({ kicked: ['c1', 'c3'] });
      expect((await described('kicked'))['connections']).toEqual([]);
      for (const connection of ['c1', 'c2', 'c3']) {
        expect(
          (await registry.leases.last({ service: 'kicked', connection })).body,
        ).toBeUndefined();
      }
      const late = await registry.service('kicked', 'service.alive', { connection: 'c1' });
      expect(late).toMatchObject({ refused: { code: 'not-connected' } });
    });

    it('never where it is not', async () => {
      const reply = await registry.operator('service.kick', {
        service: 'kicked',
        connection: 'c2',
      });
      expect(reply).toMatchObject({ refused: { code: 'not-connected' } });
    });
  });

  it('is counted, connected and ended', async () => {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    const value = (name: RegExp): number => Number(name.exec(metrics)?.[1]);
    const ended = 'liaison_service_connections_ended_total';
    expect(value(new RegExp(`^${ended}{[^}]*cause="kicked"[^}]*} (\\d+)`, 'm'))).toBe(3);
    expect(value(new RegExp(`^${ended}{[^}]*cause="lost"[^}]*} (\\d+)`, 'm'))).toBe(2);
    // All but `two`, who never got in, and `kicked`.
    expect(value(/^liaison_connected_services(?:{[^}]*})? (\d+)/m)).toBe(5);
  });
});
