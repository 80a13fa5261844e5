import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '@liaison/bus/fixtures';
import type { JsonObject } from '@liaison/contracts';
import { World } from './fixtures/world.js';
import { document } from './projections/fixtures/history.js';

describe('another owner of the partitions', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.begin();
  }, 30_000);
  afterEach(() => world.end());

  async function present(user: string): Promise<number> {
    await world.register(user);
    const profile = document() as unknown as JsonObject;
    await world.told('profile.upload', { user, profile });
    await world.told('profile.activate', { user, profile: 'work' });
    return world.connect(user);
  }

  it('goes on from rows and checkpoint, and is told apart', async () => {
    const one = await world.start('one');
    const sequence = await present('alice');
    const state = await world.stateAt('alice', sequence);
    const before = await world.self('alice', sequence);
    await world.stored('alice', sequence);
    await one.stop();
    await world.start('two');
    const after = await world.self('alice', sequence);
    expect(after.owner).not.toBe(before.owner);
    expect({ ...after, owner: '', n: 0 }).toEqual({ ...before, owner: '', n: 0 });
    expect(await world.state('alice')).toEqual(state);
  });

  it('ends at once what should have ended while nobody was there, at its own instant', async () => {
    const one = await world.start('one');
    await present('alice');
    const end = new Date(Date.now() + 700).toISOString();
    await world.told('mode.activate', { user: 'alice', mode: 'hidden', until: end });
    await one.stop();
    await until('the instant', () => Date.now() > Date.parse(end));
    expect(await world.state('alice')).toMatchObject({ own: 'unknown' });
    await world.start('two');
    await until('back', async () => (await world.state('alice'))?.['own'] === 'connectable');
    // STATE is told by the clock, at once; the fact is written as soon as the owner is live.
    const last = await until('the fact', async () => {
      const one = await world.lastProfileFact('alice');
      return one['type'] === 'liaison.profile.periods-changed.v1' && one;
    });
    expect(last).toMatchObject({
      command: `boundary:${end}`,
      data: { effectiveAt: end },
      actor: 'app/availability',
    });
    expect(last['correlation']).toBe(last['id']);
  });

  it('that has written STATE meanwhile is noticed: loaded again, and what is stale is replaced', async () => {
    const one = await world.start('one');
    const sequence = await present('alice');
    await world.stateAt('alice', sequence);
    await world.bus.js.publish(world.bus.subjects.state('alice'), '{"src":1,"status":"gone"}');
    await world.told('mode.activate', { user: 'alice', mode: 'hidden' });
    await until('right again', async () => (await world.state('alice'))?.['own'] === 'unknown');
    expect(await world.metric(one, 'liaison_stale_writes_refused_total')).toBe(1);
    await world.told('mode.clear', { user: 'alice' });
    await until('going on', async () => (await world.state('alice'))?.['own'] === 'connectable');
  });

  it('finds an erased user erased, though nobody has asked to wipe what is left', async () => {
    const one = await world.start('one');
    await present('alice');
    const erased = await world.account('alice', { type: 'UserErased', by: 'self' });
    await world.stored('alice', erased);
    await one.stop();
    await world.start('two');
    expect(await world.self('alice', erased)).toMatchObject({ status: 'gone', profiles: [] });
    expect(await world.state('alice')).toEqual({ src: erased, status: 'gone' });
  });

  it('is the same one after the engine was killed, and nothing is lost', async () => {
    await world.start('one');
    await present('alice');
    await world.killEngine();
    await until('an answer', async () => {
      return 'accepted' in (await world.ask('mode.activate', { user: 'alice', mode: 'hidden' }));
    });
    await until('hidden', async () => (await world.state('alice'))?.['own'] === 'unknown');
  }, 60_000);

  it('builds everything anew where the checkpoint is gone, and STATE where that is', async () => {
    const one = await world.start('one');
    const sequence = await present('alice');
    const state = await world.stateAt('alice', sequence);
    await one.stop();
    await world.bus.jsm.streams.purge('CKPT');
    await world.bus.jsm.streams.purge('STATE');
    await world.start('two');
    expect(await world.stateAt('alice', sequence)).toEqual(state);
    await world.boxes.pop()!.stop();
    await world.bus.jsm.streams.purge('STATE');
    await world.start('three');
    expect(await world.stateAt('alice', sequence)).toEqual(state);
  });

  it('shows a user unknown whose fact cannot be folded, and goes on with the others', async () => {
    const one = await world.start('one');
    await world.stateAt('alice', await present('alice'));
    await world.stateAt('bob', await present('bob'));
    await world.breakLastProfileFact('alice');
    await until('alice is gone', async () => (await world.state('alice'))?.['status'] === 'gone');
    expect(await world.self('alice')).toMatchObject({ status: 'gone' });
    expect(await world.metric(one, 'liaison_poisoned_total')).toBe(1);
    await world.told('mode.activate', { user: 'bob', mode: 'hidden' });
    await until('bob goes on', async () => (await world.state('bob'))?.['own'] === 'unknown');
    await one.stop();
    await world.start('two');
    expect(await world.state('alice')).toMatchObject({ status: 'gone' });
  });
});
