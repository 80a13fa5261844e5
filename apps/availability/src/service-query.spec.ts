import { until } from '@liaison/bus/fixtures';
import { type JsonObject, profileCodec } from '@liaison/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Callee, recordOf } from './fixtures/callee.js';
import { World } from './fixtures/world.js';
import { document } from './projections/fixtures/history.js';

const notAvailable = { availability: { state: 'not-available' } } as const;

async function activate(whom: Callee, service = 'desk'): Promise<void> {
  await whom.select({ type: 'ServiceOpenedToUser', service });
  await whom.select({ type: 'ServiceActivatedForUser', service });
}

describe('what a service may ask', () => {
  let world: World;
  let bob: Callee;
  beforeAll(async () => {
    world = await World.begin();
    await world.start('one');
    bob = await Callee.register(world, 'bob');
    for (const service of ['desk', 'all', 'retired', 'closed']) {
      await recordOf(world, service, { type: 'ServiceRegistered' });
    }
    await recordOf(world, 'all', { type: 'ServiceGranted', grant: 'all-users' });
    for (const service of ['desk', 'retired']) await activate(bob, service);
    await recordOf(world, 'retired', { type: 'ServiceRetired' });
  }, 30_000);
  afterAll(() => world.end());

  const ask = (service: string, query: JsonObject) =>
    world.ask('service.query', { service, query });
  const told = async (service: string, query: JsonObject): Promise<JsonObject> => {
    const reply = await ask(service, query);
    if ('accepted' in reply) return reply.accepted.result;
    throw new Error(JSON.stringify(reply));
  };
  const seen = (service: string, viewer: string, user: string) =>
    told(service, { connectability: { viewer, user } });
  const asked = (service: string, user: string, more: JsonObject = {}) =>
    told(service, { availability: { user, ...more } });

  describe('connectability, as a viewer', () => {
    it('for whom it is activated: whatever that viewer is told, and of themselves too', async () => {
      const ann = await Callee.register(world, 'ann');
      await ann.connect('phone');
      await ann.activate({ audience: { except: ['carol'] } });
      await until('ann is shown', async () => {
        return (await world.connectability('bob', 'ann')) === 'connectable';
      });
      expect(await seen('desk', 'bob', 'ann')).toEqual({ user: 'ann', state: 'connectable' });
      await activate(ann);
      expect(await seen('desk', 'ann', 'ann')).toEqual({ user: 'ann', state: 'connectable' });
      const carol = await Callee.register(world, 'carol');
      await activate(carol);
      expect(await seen('desk', 'carol', 'ann')).toEqual({ user: 'ann', state: 'unknown' });
    });

    it('for nobody else: neither for all users, nor for who is not registered any more', async () => {
      const bea = await Callee.register(world, 'bea');
      await bea.connect('phone');
      await bea.activate({});
      const dan = await Callee.register(world, 'dan');
      await activate(dan);
      await until('bea is shown', async () => {
        return (await seen('desk', 'dan', 'bea'))['state'] === 'connectable';
      });
      for (const [service, viewer] of [
        ['all', 'bob'],
        ['closed', 'bob'],
        ['retired', 'bob'],
        ['nonsense', 'bob'],
        ['desk', 'bea'],
        ['desk', 'nobody'],
      ] as const) {
        const about = await seen(service, viewer, 'nobody');
        expect([service, viewer, about]).toEqual([
          service,
          viewer,
          { user: 'nobody', state: 'unknown' },
        ]);
        const told = JSON.stringify(await seen(service, viewer, 'bea'));
        expect(told).toBe(JSON.stringify(about).replace('nobody', 'bea'));
      }
      await world.account('dan', { type: 'UserSuspended', cause: 'unpaid' });
      expect(await seen('desk', 'dan', 'bea')).toEqual({ user: 'bea', state: 'unknown' });
      await world.account('dan', { type: 'UserErased', by: 'operator' });
      await world.keys.destroyKey('dan');
      expect(await seen('desk', 'dan', 'bea')).toEqual({ user: 'bea', state: 'unknown' });
    });
  });

  describe('availability', () => {
    it('C7.5 of the active or a named profile, whatever its audience', async () => {
      const eva = await Callee.register(world, 'eva');
      await activate(eva);
      const about = async (more: JsonObject = {}) =>
        (await asked('desk', 'eva', more))['availability'];
      expect(await about()).toBe('unknown');
      await eva.activate({ ...notAvailable, audience: { only: [] } });
      const [first] = document().modes;
      const home = document({
        profile: 'home',
        modes: [{ ...first!, availability: { state: 'transfer', number: '+33140000000' } }],
      });
      await world.told('profile.upload', {
        user: 'eva',
        profile: home as unknown as JsonObject,
      });
      expect(await about()).toBe('not-available');
      expect(await about({ profile: 'work' })).toBe('not-available');
      expect(await about({ profile: 'home' })).toBe('transfer');
      expect(await about({ profile: 'none' })).toBe('unknown');
      expect(await asked('all', 'eva')).toEqual({ user: 'eva', availability: 'not-available' });
    });

    it('C7.2 of any instant that is over; of one to come it is refused', async () => {
      const fay = await Callee.register(world, 'fay');
      await activate(fay);
      const about = async (at: string) => (await asked('desk', 'fay', { at }))['availability'];
      await fay.activate({});
      const last = await world.facts.last(profileCodec, { kind: 'profile', user: 'fay' });
      const before = last!.recorded;
      await until('that millisecond is over', () => new Date().toISOString() > before);
      const [first] = document().modes;
      const shut = document({ modes: [{ ...first!, ...notAvailable }], defaultMode: 'open' });
      await world.told('profile.upload', {
        user: 'fay',
        profile: shut as unknown as JsonObject,
        expectedVersion: 1,
      });
      expect(await asked('desk', 'fay')).toEqual({ user: 'fay', availability: 'not-available' });
      expect(await about(before)).toBe('available');
      expect(await about('2026-01-01T00:00:00.000Z')).toBe('unknown');
      for (const user of ['fay', 'nobody']) {
        const at = '2999-01-01T00:00:00.000Z';
        expect(await ask('desk', { availability: { user, at } })).toMatchObject({
          refused: { code: 'at-future', field: '/availability/at' },
        });
      }
    });

    it('of nobody whom it may not ask about, whatever is asked: as of an id that does not exist', async () => {
      const gil = await Callee.register(world, 'gil');
      await gil.activate({});
      const hal = await Callee.register(world, 'hal');
      await activate(hal);
      await hal.activate({});
      expect(await asked('desk', 'hal')).toEqual({ user: 'hal', availability: 'available' });
      const at = new Date().toISOString();
      await world.account('hal', { type: 'UserSuspended', cause: 'unpaid' });
      for (const [service, user] of [
        ['desk', 'gil'],
        ['closed', 'gil'],
        ['retired', 'bob'],
        ['nonsense', 'gil'],
        ['desk', 'hal'],
        ['all', 'hal'],
      ] as const) {
        for (const more of [{}, { profile: 'work' }, { at }]) {
          const about = JSON.stringify(await asked(service, 'nobody', more));
          expect(about).toBe('{"user":"nobody","availability":"unknown"}');
          const answer = JSON.stringify(await asked(service, user, more));
          expect([service, user, answer]).toEqual([service, user, about.replace('nobody', user)]);
        }
      }
      await world.account('hal', { type: 'UserErased', by: 'operator' });
      await world.keys.destroyKey('hal');
      for (const more of [{}, { profile: 'work' }, { at }]) {
        expect(await asked('desk', 'hal', more)).toEqual({ user: 'hal', availability: 'unknown' });
      }
    });
  });
});
