import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { JsonObject } from '@liaison/contracts';
import { Callee, type Told, recordOf } from './fixtures/callee.js';
import { World } from './fixtures/world.js';

const reasonsOf = (told: Told) => told.rejected.map(({ reason }) => reason);

describe('where an incoming call goes', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.begin();
    await world.start('one');
    await world.register('bob');
  }, 30_000);
  afterAll(() => world.end());

  it('C11.6 to the terminal selected, in the very next answer', async () => {
    const ann = await Callee.register(world, 'ann');
    await ann.enrol('web', 'browser');
    await ann.connect('phone');
    await ann.connect('web');
    expect(await ann.target('bob')).toMatchObject({ step: 6, target: { terminal: 'phone' } });
    await ann.select({ type: 'CallTerminalSelected', terminal: 'web' });
    expect(await ann.target('bob')).toMatchObject({
      step: 5,
      target: { terminal: 'web', kind: 'browser' },
    });
    await ann.select({ type: 'CallTerminalSelected' });
    expect(await ann.target('bob')).toMatchObject({ step: 6, target: { terminal: 'phone' } });
  });

  it('to the latest connected of a kind, with its number', async () => {
    const bea = await Callee.register(world, 'bea');
    await bea.enrol('car', 'phone', '+33155000000');
    await bea.connect('car');
    await bea.connect('phone');
    expect((await bea.target()).target).toEqual({ terminal: 'phone', kind: 'phone' });
    await bea.connect('car');
    const car = { terminal: 'car', kind: 'phone', number: '+33155000000' };
    expect((await bea.target()).target).toEqual(car);
  });

  it('C2.2 to the transfer terminal, whatever the state; C2.3 but not once it is removed', async () => {
    const cleo = await Callee.register(world, 'cleo');
    await cleo.enrol('car', 'softphone');
    await cleo.activate({ availability: { state: 'not-available' }, transferTerminal: 'car' });
    await cleo.connect('phone');
    expect(reasonsOf(await cleo.target('bob'))).toContain('transfer-terminal-not-connected');
    await cleo.connect('car');
    expect(await cleo.target('bob')).toMatchObject({ step: 3, target: { terminal: 'car' } });
    await cleo.remove('car');
    const told = await cleo.target('bob');
    expect(told).toMatchObject({ step: 4, target: { none: true } });
    expect(reasonsOf(told)).toContain('transfer-terminal-removed');
  });

  it('C2.2 to the number while the state is transfer', async () => {
    const dan = await Callee.register(world, 'dan');
    await dan.activate({ availability: { state: 'transfer', number: '+33140000000' } });
    expect(await dan.target('bob')).toMatchObject({
      step: 2,
      target: { number: '+33140000000' },
    });
  });

  it('by what the caller may see: one nobody knows is covered by everyone alone', async () => {
    const eva = await Callee.register(world, 'eva');
    await eva.connect('phone');
    const availability = { state: 'not-available' } as const;
    await eva.activate({ availability, audience: { except: ['carol'] } });
    expect(await eva.target('bob')).toMatchObject({ step: 4 });
    for (const foreign of [undefined, 'unregistered', '+33140000001', 'sip:x@example.org']) {
      expect(await eva.target(foreign)).toMatchObject({ step: 6, target: { terminal: 'phone' } });
    }
  });

  const query = (service: string, ask: JsonObject) =>
    world.ask('service.query', { service, query: ask });
  const target = (service: string, user: string, caller = 'bob') =>
    query(service, { 'call-target': { user, caller } });

  describe('asked by a service', () => {
    const nobody = {
      accepted: {
        result: {
          target: { none: true },
          because: 'user-not-registered',
          step: 1,
          rejected: [],
        },
      },
    };
    let fay: Callee;
    beforeAll(async () => {
      fay = await Callee.register(world, 'fay');
      await fay.connect('phone');
      for (const service of ['tel', 'closed', 'all', 'retired']) {
        await recordOf(world, service, { type: 'ServiceRegistered' });
      }
      await recordOf(world, 'all', { type: 'ServiceGranted', grant: 'all-users' });
      for (const service of ['tel', 'retired']) {
        await fay.select({ type: 'ServiceOpenedToUser', service });
        await fay.select({ type: 'ServiceActivatedForUser', service });
      }
      await recordOf(world, 'retired', { type: 'ServiceRetired' });
    }, 30_000);

    it('if it is activated for the user, or granted all users', async () => {
      const rings = { accepted: { result: { step: 6, target: { terminal: 'phone' } } } };
      expect(await target('tel', 'fay')).toMatchObject(rings);
      expect(await target('all', 'fay')).toMatchObject(rings);
    });

    it('otherwise answered byte for byte as about an id that does not exist', async () => {
      const about = JSON.stringify(await target('all', 'nobody'));
      expect(JSON.parse(about)).toEqual(nobody);
      for (const [service, user] of [
        ['closed', 'fay'],
        ['closed', 'nobody'],
        ['retired', 'fay'],
        ['nonsense', 'fay'],
        ['tel', 'bob'],
        ['tel', 'nobody'],
      ] as const) {
        expect(JSON.stringify(await target(service, user))).toBe(about);
      }
    });

    it('and is not told why a caller gets nobody; an operator is', async () => {
      const about = JSON.stringify(await target('all', 'nobody'));
      const gil = await Callee.register(world, 'gil');
      await gil.connect('phone');
      await gil.block('bob');
      expect(JSON.stringify(await target('all', 'gil'))).toBe(about);
      expect(await gil.target('bob')).toMatchObject({ step: 1, because: 'caller-blocked' });
      expect(await target('all', 'gil', 'carol')).toMatchObject({
        accepted: { result: { step: 6 } },
      });
      const hal = await Callee.register(world, 'hal');
      await world.account('hal', { type: 'UserSuspended', cause: 'unpaid' });
      expect(JSON.stringify(await target('all', 'hal'))).toBe(about);
      expect(await hal.target('bob')).toMatchObject({ step: 1, because: 'user-suspended' });
      await world.account('hal', { type: 'UserErased', by: 'operator' });
      await world.keys.destroyKey('hal');
      expect(JSON.stringify(await target('all', 'hal'))).toBe(about);
      expect(await hal.target('bob')).toMatchObject({ step: 1, because: 'user-erased' });
    });

    it('deactivated or closed, it is told no more', async () => {
      const ida = await Callee.register(world, 'ida');
      await ida.connect('phone');
      await ida.select({ type: 'ServiceOpenedToUser', service: 'tel' });
      expect(await target('tel', 'ida')).toEqual(nobody);
      await ida.select({ type: 'ServiceActivatedForUser', service: 'tel' });
      expect(await target('tel', 'ida')).not.toEqual(nobody);
      await ida.select({ type: 'ServiceDeactivatedForUser', service: 'tel' });
      expect(await target('tel', 'ida')).toEqual(nobody);
    });

    it.each<[JsonObject, string]>([
      [{ 'call-target': {} }, 'malformed'],
      [{ 'call-target': { user: '*' } }, 'malformed'],
      [{}, 'malformed'],
    ])('%j is refused as %s', async (ask, code) => {
      expect(await query('tel', ask)).toMatchObject({ refused: { code } });
    });
  });
});
