import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@liaison/bus/fixtures';
import { checkCommandResult, uuidV7 } from '@liaison/contracts';
import { RunningRegistry, resultOf, silent } from './fixtures/running-registry.js';

describe('an operator', () => {
  let registry: RunningRegistry;
  beforeAll(async () => {
    registry = await RunningRegistry.start();
    await registry.replica();
  }, 30_000);
  afterAll(() => registry.stop(), 30_000);

  const describeIt = async (service: string) =>
    resultOf(await registry.operator('service.describe', { service }));

  it('registers a service, open to nobody yet', async () => {
    const reply = await registry.operator('service.register', { service: 'tel' });
    expect(reply).toMatchObject({
      accepted: { fact: expect.any(String), result: { changed: true } },
    });
    expect((await registry.last('tel'))?.type).toBe('liaison.registry.registered.v1');
    expect(await describeIt('tel')).toEqual({
      service: 'tel',
      status: 'registered',
      open: 'listed',
      grants: [],
      connections: [],
    });
  });

  it('once: an id names one service for ever', async () => {
    const again = await registry.operator('service.register', { service: 'tel' });
    expect(again).toMatchObject({ refused: { code: 'already-registered' } });
  });

  it.each([
    ['service.open', {}, 'opened'],
    ['service.close', {}, 'closed'],
    ['service.grant', { grant: 'all-users' }, 'granted'],
    ['service.withdraw-grant', { grant: 'all-users' }, 'grant-withdrawn'],
  ])('sends %s: the fact says so, and once a command', async (verb, more, type) => {
    const command = uuidV7(Date.now());
    const first = await registry.operator(verb, { service: 'tel', ...more }, command);
    expect(first).toMatchObject({ accepted: { result: { changed: true } } });
    expect((await registry.last('tel'))?.type).toBe(`liaison.registry.${type}.v1`);
    expect(await registry.operator(verb, { service: 'tel', ...more }, command)).toEqual(first);
  });

  it('changes nothing by what holds already', async () => {
    const closed = await registry.operator('service.close', { service: 'tel' });
    expect(closed).toEqual({ accepted: { result: { changed: false } } });
  });

  it.each(['service.open', 'service.grant', 'service.kick', 'service.retire', 'service.describe'])(
    'is told by %s that there is no such service',
    async (verb) => {
      const grant = verb === 'service.grant' ? { grant: 'all-users' } : {};
      const reply = await registry.operator(verb, { service: 'nobody', ...grant });
      expect(reply).toMatchObject({ refused: { code: 'unknown-service' } });
    },
  );

  it.each([
    ['service.register', { service: 'a.b' }],
    ['service.grant', { service: 'tel', grant: 'everything' }],
    ['service.open', { service: 'tel', to: 'all' }],
    ['service.all', { max: 1_000_000 }],
  ])('is refused %s %j, which is not written as it must be', async (verb, data) => {
    const reply = await registry.operator(verb, data);
    expect(reply).toMatchObject({ refused: { code: 'malformed' } });
  });

  it.each(['user/alice/phone', 'service/tel', 'app/gateway'])(
    'is what %s is not',
    async (actor) => {
      for (const verb of ['service.register', 'service.describe', 'service.all', 'service.kick']) {
        const reply = await registry.send(actor, verb, { service: 'tel' });
        expect(reply).toMatchObject({ refused: { code: 'not-permitted' } });
      }
    },
  );

  it('reads all services, a page at a time, as they are now', async () => {
    for (const service of ['fax', 'sms', 'zzz']) {
      await registry.operator('service.register', { service });
    }
    const page = resultOf(await registry.operator('service.all', { max: 2 }));
    expect(page).toEqual({
      items: [
        { service: 'fax', status: 'registered', open: 'listed', connections: 0 },
        { service: 'sms', status: 'registered', open: 'listed', connections: 0 },
      ],
      next: 'sms',
    });
    const rest = resultOf(await registry.operator('service.all', { after: 'sms' }));
    expect(rest).toMatchObject({ items: [{ service: 'tel' }, { service: 'zzz' }] });
    expect(checkCommandResult('service-registry', 'service.all', rest)).toEqual([]);
  });

  it('retires one for good: its connections end, and its durable goes', async () => {
    await registry.connect('zzz', 'c1');
    await until('there is a durable', () => registry.durable('zzz'));
    await registry.operator('service.retire', { service: 'zzz' });
    await until('its lease ends', async () => {
      const last = await registry.leases.last({ service: 'zzz', connection: 'c1' });
      return last.body === undefined;
    });
    await until('its durable goes', async () => (await registry.durable('zzz')) === undefined);
    const refused = { refused: { code: 'retired' } };
    expect(await registry.connect('zzz', 'c2', silent)).toMatchObject(refused);
    expect(await registry.operator('service.register', { service: 'zzz' })).toMatchObject(refused);
  });
});
