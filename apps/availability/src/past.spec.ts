import { until } from '@liaison/bus/fixtures';
import {
  type AggregateCodec,
  type JsonObject,
  accountCodec,
  consentCodec,
  profileCodec,
  terminalCodec,
} from '@liaison/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ShownRecords } from './past/shown-records.js';
import { World } from './fixtures/world.js';
import { document } from './projections/fixtures/history.js';

const user = 'alice';
const profile = { kind: 'profile', user } as const;
const terminal = { kind: 'terminal', user, terminal: 'phone' } as const;
const settled = { covering: [], passed: [], zoneData: '2026a' };
const before = (instant: string, ms = 1) => new Date(Date.parse(instant) - ms).toISOString();

describe('what was', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.begin();
    await world.start('one');
  }, 30_000);
  afterAll(() => world.end());

  /** When the last fact of an aggregate was recorded; that millisecond is over. */
  async function recorded<F, S>(
    codec: AggregateCodec<F, S>,
    aggregate: Parameters<World['facts']['last']>[1],
  ): Promise<string> {
    const at = (await world.facts.last(codec, aggregate))!.recorded;
    await until('that millisecond is over', () => new Date().toISOString() > at);
    return at;
  }

  const was = (past: 'true' | 'held', at: string, more: JsonObject = {}) =>
    world.told('explain', { user, viewer: 'bob', past, at, ...more });

  const candidates = async (past: 'true' | 'held', at: string) =>
    ((await was(past, at))['candidates'] as { source: string }[]).map(({ source }) => source);

  /** A gateway's record of whom it told what, at a moment. */
  const tell = (time: string, ...told: readonly [string, string][]) =>
    world.bus.js.publish(world.bus.subjects.shown(user), JSON.stringify({ time, told }));

  const shown = (viewer: string, instant: string) =>
    world.ask('explain', { user, viewer, past: 'shown', at: instant });

  it('C7.2 is told of any instant, and of now as it is told without one', async () => {
    await world.register(user);
    const registered = await recorded(accountCodec, { kind: 'account', user });
    await world.told('profile.upload', { user, profile: document() as unknown as JsonObject });
    await world.told('profile.activate', { user, profile: 'work' });
    const activated = await recorded(profileCodec, profile);
    await world.connect(user);
    const connected = await recorded(terminalCodec, terminal);
    await world.told('mode.activate', { user, mode: 'hidden' });
    const hidden = await recorded(profileCodec, profile);
    await world.told('contact.block', { user, viewer: 'bob' });
    const blocked = await recorded(consentCodec, { kind: 'consent', owner: user, viewer: 'bob' });
    for (const past of ['true', 'held'] as const) {
      const states = [];
      for (const at of [registered, activated, connected, hidden, blocked]) {
        const { state, line } = await was(past, at);
        states.push([state, line]);
      }
      expect(states).toEqual([
        ['unknown', 3],
        ['not-connectable', 7],
        ['connectable', 8],
        ['unknown', 5],
        ['unknown', 3],
      ]);
      const { at, past: read, ...now } = await world.told('explain', { user, viewer: 'bob', past });
      expect([typeof at, read]).toEqual(['string', past]);
      expect(now).toEqual(await world.told('explain', { user, viewer: 'bob' }));
      expect(await was(past, connected, { profile: 'work' })).toMatchObject({ line: 8 });
    }
    const defaulted = await world.told('explain', { user, at: connected });
    expect(defaulted).toMatchObject({ viewer: user, past: 'true', line: 2, state: 'connectable' });
  });

  it('was true from its own instant where it was recorded late', async () => {
    const effectiveAt = await recorded(profileCodec, profile);
    await world.append(profileCodec, profile, {
      type: 'PeriodsChanged',
      effectiveAt,
      ...settled,
      covering: ['open'],
    });
    const late = await recorded(profileCodec, profile);
    await world.told('mode.clear', { user });
    expect(await candidates('true', effectiveAt)).toContain('rule');
    expect(await candidates('held', effectiveAt)).not.toContain('rule');
    expect(await candidates('held', late)).toContain('rule');
  });

  it('is uncertain of a terminal that was found lost, since it was last seen', async () => {
    await world.told('contact.unblock', { user, viewer: 'bob' });
    const lastSeen = await recorded(consentCodec, { kind: 'consent', owner: user, viewer: 'bob' });
    await world.append(terminalCodec, terminal, {
      type: 'TerminalDisconnected',
      connection: 'c1',
      cause: 'lost',
      lastSeen,
    });
    const terminals = [{ terminal: 'phone', since: lastSeen }];
    expect(await was('true', lastSeen)).toMatchObject({ uncertain: { terminals } });
    expect(await was('held', lastSeen)).not.toHaveProperty('uncertain');
    expect(await was('true', before(lastSeen))).not.toHaveProperty('uncertain');
  });

  it('is refused where there is none to tell', async () => {
    const first = (await world.facts.first(accountCodec, { kind: 'account', user }))!.recorded;
    const ask = (data: JsonObject) => world.refused('explain', { user, viewer: 'bob', ...data });
    expect(await ask({ at: '2099-01-01T00:00:00.000Z' })).toBe('at-future');
    expect(await ask({ at: before(first) })).toBe('not-registered-then');
    expect(await ask({ at: '2026-02-30T08:00:00.000Z' })).toBe('malformed');
    expect(await ask({ at: 'yesterday' })).toBe('malformed');
    expect(await ask({ past: 'maybe' })).toBe('malformed');
    expect(await ask({ past: 'held', profile: 'no' })).toBe('unknown-profile');
    expect(await ask({ past: 'shown' })).toBe('not-recorded');
    expect(await world.refused('explain', { user: 'ghost', past: 'held' })).toBe(
      'not-registered-then',
    );
  });

  it('was shown as gateways recorded it; who was told nothing but `unknown` never looked', async () => {
    const at = await recorded(profileCodec, profile);
    await tell(before(at, 300), ['carol', 'unknown'], ['bob', 'connectable']);
    await tell(before(at, 100), ['bob', 'unknown']);
    await tell(before(at, 200), ['bob', 'in-transfer']);
    await tell(at, ['carol', 'unknown']);
    await tell('2099-01-01T00:00:00.000Z', ['carol', 'connectable']);
    expect(await shown('bob', at)).toEqual({
      accepted: {
        result: { viewer: 'bob', at, past: 'shown', state: 'unknown', told: before(at, 100) },
      },
    });
    expect(await shown('bob', before(at, 150))).toMatchObject({
      accepted: { result: { state: 'in-transfer' } },
    });
    const nothing = { refused: { code: 'not-recorded' } };
    expect(await shown('bob', before(at, 301))).toMatchObject(nothing);
    expect(await shown('carol', at)).toMatchObject(nothing);
    expect(await shown('dave', at)).toEqual(await shown('carol', at));
  });

  it('was shown however much was recorded since, and is refused where too much was just before', async () => {
    const at = new Date().toISOString();
    const record = JSON.stringify({ time: at, told: [['eve', 'connectable']] });
    const subject = world.bus.subjects.shown('star');
    for (let sent = 0; sent < 21_000; sent += 500) {
      const some = Array.from({ length: 500 }, () => world.bus.js.publish(subject, record));
      await Promise.all(some);
    }
    const asked = (instant: string) =>
      world.refused('explain', { user: 'star', viewer: 'dan', past: 'shown', at: instant });
    expect(await asked(at)).toBe('past-too-long');
    expect(await asked(before(at, 300_000))).toBe('not-recorded');
    await world.bus.jsm.streams.purge('SHOWN', { filter: subject });
  }, 60_000);

  it('was shown long before the records that came last, span by span', async () => {
    const subject = world.bus.subjects.shown('quiet');
    const tellNow = async (viewer: string) => {
      const time = new Date().toISOString();
      await world.bus.js.publish(
        subject,
        JSON.stringify({ time, told: [[viewer, 'connectable']] }),
      );
      return time;
    };
    const told = await tellNow('dan');
    await until('four spans lie between', () => Date.now() > Date.parse(told) + 100);
    const last = await tellNow('fay');
    const records = new ShownRecords(world.bus);
    const at = new Date(Date.now() + 3_600_000).toISOString();
    const ask = (viewer: string) => records.last('quiet', viewer, at, 1);
    expect(await ask('dan')).toEqual({ state: 'connectable', told });
    expect(await ask('fay')).toEqual({ state: 'connectable', told: last });
    expect(await ask('eve')).toBe('not-recorded');
    await world.bus.jsm.streams.purge('SHOWN', { filter: subject });
  });

  it('of the erased is nothing', async () => {
    const at = (await world.facts.first(accountCodec, { kind: 'account', user }))!.recorded;
    const atLeast = await world.account(user, { type: 'UserErased', by: 'self' });
    for (const past of ['true', 'held', 'shown']) {
      expect(await world.refused('explain', { user, viewer: 'bob', past, at })).toBe('erased');
    }
    await world.keys.destroyKey(user);
    const { bus } = world;
    const body = JSON.stringify({ atLeast });
    await bus.requests.request(bus.subjects.erasure(user), body, { timeoutMs: 6_000 });
    expect((await bus.jsm.streams.info('SHOWN')).state.messages).toBe(0);
    expect(await world.refused('explain', { user, viewer: 'bob', at })).toBe('erased');
  });
});
