import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ProjectedFact } from '@liaison/bus';
import { until } from '@liaison/bus/fixtures';
import type { StrangerAnswer } from '@liaison/contracts';
import { SystemClock } from '@liaison/runtime';
import { World } from '../fixtures/world.js';
import { AvailabilityPartition } from './availability.partition.js';
import { FairShare } from './fair-share.js';
import { Gate } from './gate.js';
import { History } from './fixtures/history.js';

function log(): readonly ProjectedFact[] {
  const history = new History();
  return [history.registered(), history.uploaded(), history.activated()];
}

/** One partition's projection, driven by hand, on a real engine. */
describe('the owner of a partition', () => {
  let world: World;
  let events: string[];
  let mine: boolean;
  beforeEach(async () => {
    world = await World.begin();
    events = [];
    mine = true;
  }, 30_000);
  afterEach(() => world.end());

  async function owner(...facts: readonly ProjectedFact[]): Promise<AvailabilityPartition> {
    const made = await loaded(0);
    for (const fact of facts) made.fold(fact);
    return made;
  }

  async function loaded(checkpoint: number): Promise<AvailabilityPartition> {
    const { bus, rows, ring: keys } = world;
    const clock = new SystemClock(0);
    const noted = events;
    const note = (event: string) => () => void noted.push(event);
    const made = new AvailabilityPartition(
      {
        bus,
        rows,
        keys,
        clock,
        share: new FairShare(),
        gate: new Gate(1),
        triggers: {
          changePeriods: (user, at) => Promise.resolve(events.push(`boundary ${user} ${at}`) > 0),
          expireGrant: (_, viewer) => Promise.resolve(events.push(`grant of ${viewer}`) > 0),
        },
        happenings: {
          stateWritten: note('state written'),
          refused: note('refused'),
          boundaryWritten: note('written'),
          poisoned: note('poisoned'),
          failed: note('failed'),
        },
      },
      {
        partition: bus.subjects.partitionOf('alice'),
        owner: 'one.1.1',
        stillMine: () => mine,
        fenced: note('fenced'),
      },
    );
    await made.load(checkpoint);
    return made;
  }

  /** The facts of these specs are in no log, where a load would look for the last one seen. */
  async function forgetSeen(): Promise<void> {
    const partition = world.bus.subjects.partitionOf('alice');
    const { version = 0, sequence = 0 } = (await world.rows.mark('availability', partition)) ?? {};
    const seen = { sequence: 0, recordedMs: 0 };
    await world.rows.putMark('availability', partition, { sequence, seen }, version);
  }

  it('writes nothing before the live position, then what all facts came to, once', async () => {
    const one = await owner(...log());
    expect(await one.flush()).toBe(0);
    expect(events).toEqual([]);
    one.live();
    await until('state written', () => events.includes('state written'));
    expect(events).toEqual(['state written']);
    expect(await one.flush()).toBe(3);
    one.drop();
  });

  it('writes equal STATE again for users with a fact since the checkpoint: a fence', async () => {
    const one = await owner(...log());
    one.live();
    await until('state written', () => events.includes('state written'));
    one.drop();
    const first = await world.state('alice');
    const two = await owner(...log());
    two.live();
    await until('fence', () => events.length === 2);
    expect(events).toEqual(['state written', 'state written']);
    expect(await world.state('alice')).toEqual(first);
    two.drop();
  });

  it('writes equal STATE again at the first fact after a load, for partitions move: once', async () => {
    const key = await world.keys.createKey('alice');
    if (key === 'erased') throw new Error('nobody was erased');
    const history = new History('alice', key);
    const log = [history.registered(), history.uploaded(), history.activated()];
    const one = await owner(...log);
    one.live();
    await until('state written', () => events.includes('state written'));
    const checkpoint = await one.flush();
    await forgetSeen();
    const two = await loaded(checkpoint);
    two.live();
    // Nothing anybody may see has changed.
    two.fold(history.uploaded({ label: 'At home' }));
    await until('fence', () => events.length === 2);
    // What the former owner makes of the same fact now fails its expectation.
    one.fold(history.enrolled('phone'));
    one.fold(history.connected('phone'));
    await until('fenced', () => events.includes('fenced'));
    two.fold(history.uploaded({ label: 'At the beach' }));
    await two.flush();
    expect(events).toEqual(['state written', 'state written', 'refused', 'failed', 'fenced']);
    two.drop();
    one.drop();
  });

  it('writes nothing once its lease is over, and says that it is fenced', async () => {
    mine = false;
    const one = await owner(...log());
    one.live();
    expect(events).toEqual(['failed', 'fenced']);
    expect(await world.state('alice')).toBeUndefined();
    one.drop();
  });

  it('is fenced by another write, writes no more, and holds back its checkpoint', async () => {
    const one = await owner(...log());
    await world.bus.js.publish(world.bus.subjects.state('alice'), '{"src":9,"status":"gone"}');
    one.live();
    await until('fenced', () => events.includes('fenced'));
    expect(await one.flush()).toBe(0);
    expect(events).toEqual(['refused', 'failed', 'fenced']);
    one.drop();
  });

  it('answers for SELF what is folded, and waits for what is asked for', async () => {
    const history = new History();
    const one = await owner(history.registered(), history.enrolled('phone'));
    one.live();
    await world.bus.nc.flush();
    expect(await world.self('alice', 2)).toMatchObject({ src: 2, owner: 'one.1.1', profiles: [] });
    const waiting = world.self('alice', 4);
    // An answer to a later question has overtaken it: it waits.
    expect((await world.self('alice')).src).toBe(2);
    one.fold(history.uploaded());
    one.fold(history.connected('phone'));
    expect((await waiting).src).toBe(4);
    expect((await waiting).terminals).toMatchObject([{ connection: 'c1' }]);
    mine = false;
    await expect(world.self('alice')).rejects.toThrow(/no answer/);
    one.drop();
  }, 15_000);

  it('counts what its users ask about strangers, for whichever gateway asks', async () => {
    const one = await owner(new History().registered());
    one.live();
    await world.bus.nc.flush();
    const ask = async (user: string): Promise<number> => {
      const subject = world.bus.subjects.strangers(user);
      const message = await world.bus.requests.request(subject, '{"about":"dave"}', {
        timeoutMs: 1_000,
      });
      return message.json<StrangerAnswer>().waitMs;
    };
    for (let asked = 0; asked < 30; asked++) expect(await ask('alice')).toBe(0);
    expect(await ask('alice')).toBeGreaterThan(0);
    mine = false;
    await expect(ask('alice')).rejects.toThrow(/no answer/);
    one.drop();
  });

  it('ends grants at their instants, and no earlier', async () => {
    const history = new History();
    const expiresAt = new Date(Date.now() + 300).toISOString();
    const granted = [
      history.registered(),
      history.consent('bob', { type: 'AuthorisationGranted', expiresAt }),
      history.consent('carol', {
        type: 'AuthorisationGranted',
        expiresAt: '2099-01-01T00:00:00.000Z',
      }),
    ];
    const one = await owner(...granted);
    one.live();
    await until('written', () => events.includes('written'));
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(expiresAt));
    expect(events.filter((event) => event.startsWith('grant'))).toEqual(['grant of bob']);
    one.drop();
  });

  it('takes a grant that was withdrawn for over', async () => {
    const history = new History();
    const one = await owner(
      history.registered(),
      history.consent('bob', {
        type: 'AuthorisationGranted',
        expiresAt: '2026-01-05T10:00:00.000Z',
      }),
      history.consent('bob', { type: 'AuthorisationWithdrawn' }),
      history.uploaded(),
      history.activated(),
    );
    one.live();
    await until('state written', () => events.includes('state written'));
    expect(events.filter((event) => event.startsWith('grant'))).toEqual([]);
    one.drop();
  });
});
