import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkCommandResult } from '@liaison/contracts';
import { NONCE, RunningRegistry, resultOf, silent } from './fixtures/running-registry.js';

const schema = { type: 'object', required: ['at'] };

describe('a user', () => {
  let registry: RunningRegistry;
  beforeAll(async () => {
    registry = await RunningRegistry.start();
    await registry.replica();
    for (const service of ['all', 'away', 'mine', 'others', 'once']) {
      await registry.operator('service.register', { service });
    }
    await registry.operator('service.open', { service: 'all' });
    await registry.operator('service.open', { service: 'once' });
    const emits = [
      { type: 'call-missed', about: 'user', schema },
      { type: 'maintenance', about: 'nobody' },
    ];
    await registry.connect('all', 'c1', { ...silent, emits, calls: ['divert'] });
    await registry.connect('mine', 'c1', {
      ...silent,
      calls: ['read'],
      authentication: 'fresh',
    });
    await registry.connect('others', 'c1', { ...silent, calls: ['read'] });
    await registry.connect('away', 'c1', { ...silent, calls: ['read'] });
    await registry.service('away', 'service.disconnect', { connection: 'c1' });
    await registry.selects(
      'alice',
      { type: 'ServiceOpenedToUser', service: 'mine' },
      { type: 'ServiceActivatedForUser', service: 'mine' },
      { type: 'ServiceOpenedToUser', service: 'away' },
      { type: 'ServiceActivatedForUser', service: 'away' },
      { type: 'EventInterestSelected', service: 'all', eventType: 'maintenance' },
    );
  }, 30_000);
  afterAll(() => registry.stop(), 30_000);

  const asks = (verb: string, data: object) =>
    registry.send('user/alice/phone', verb, { user: 'alice', ...data });

  it('is listed the services open to them, connected or not, activated or not (C1.9)', async () => {
    const result = resultOf(await asks('service.list', {}));
    expect(result).toEqual({
      items: [
        { service: 'all', connected: true, activated: false },
        { service: 'away', connected: false, activated: true },
        { service: 'mine', connected: true, activated: true },
        { service: 'once', connected: false, activated: false },
      ],
    });
    expect(checkCommandResult('service-registry', 'service.list', result)).toEqual([]);
  });

  it('sees at once what has just changed', async () => {
    await registry.operator('service.close', { service: 'once' });
    const { items } = resultOf(await asks('service.list', {}));
    expect(items).not.toContainEqual(expect.objectContaining({ service: 'once' }));
    const others = resultOf(await registry.send('user/bob/phone', 'service.list', { user: 'bob' }));
    expect(others).toMatchObject({ items: [{ service: 'all' }] });
  });

  it('is listed the events of these services, with their schemas', async () => {
    const result = resultOf(await asks('event.list', {}));
    const missed = { service: 'all', type: 'call-missed', about: 'user', schema };
    const maintenance = { service: 'all', type: 'maintenance', about: 'nobody' };
    expect(result).toEqual({
      items: [
        { ...missed, subscribed: false },
        { ...maintenance, subscribed: true },
      ],
    });
    expect(checkCommandResult('service-registry', 'event.list', result)).toEqual([]);
    expect(resultOf(await asks('event.list', { service: 'mine' }))).toEqual({ items: [] });
  });

  it.each(['others', 'nobody'])(
    'is told nothing of %s, which is not open to them',
    async (service) => {
      const answers = [
        await asks('event.list', { service }),
        await asks('service.route-call', { service, operation: 'read' }),
      ];
      for (const answer of answers) {
        expect(answer).toMatchObject({ refused: { code: 'unknown-service' } });
      }
    },
  );

  it('calls one that is connected and activated, by a subject nobody else knows', async () => {
    const reply = await asks('service.route-call', { service: 'mine', operation: 'read' });
    const result = resultOf(reply);
    expect(result).toEqual({ subject: `liaison.call.mine.${NONCE}`, authentication: 'fresh' });
    expect(checkCommandResult('service-registry', 'service.route-call', result)).toEqual([]);
    expect(registry.log.join()).not.toContain(NONCE);
  });

  it.each([
    ['is not activated', 'all', 'divert', 'service-not-activated'],
    ['does not declare the operation', 'mine', 'write', 'unknown-operation'],
    ['is not connected', 'away', 'read', 'service-not-connected'],
  ])('is told of a service that %s', async (_, service, operation, code) => {
    const reply = await asks('service.route-call', { service, operation });
    expect(reply).toMatchObject({ refused: { code } });
  });
});
