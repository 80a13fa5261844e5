import { profileCodec, terminalCodec } from '@liaison/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  SpecFacts,
  accepted,
  activated,
  connected,
  disconnected,
  terminalOf,
  uploaded,
} from '../fixtures/facts-of-a-spec.js';
import { until } from '../fixtures/until.js';
import type { JetStreamFactStore } from './fact-store.js';

const all = (): boolean => false;
const none = (): boolean => true;
const before = (instant: string) => new Date(Date.parse(instant) - 1).toISOString();
const connectionOf = (fact: unknown) => (fact as { connection?: string } | undefined)?.connection;

describe('an aggregate around an instant', () => {
  let facts: SpecFacts;
  let store: JetStreamFactStore;
  beforeAll(async () => {
    facts = await SpecFacts.start();
    store = facts.store();
  });
  afterAll(() => facts.spec.end());

  /** Appends a fact, not before the engine's clock has left the millisecond of the last one. */
  async function append(user: string, connection: string, gone = false): Promise<string> {
    const fact = gone ? disconnected(connection) : connected(connection);
    const { accepted: written } = accepted(
      await store.execute(terminalCodec, terminalOf(user), facts.by(), () => ({ fact })),
    );
    const { time } = (await facts.bus.jsm.streams.getMessage('FACTS', { seq: written.sequence }))!;
    const recorded = time.toISOString();
    await until('another millisecond', () => new Date().toISOString() > recorded);
    return recorded;
  }

  const around = (
    user: string,
    at: string,
    isEnough: (later: { fact: unknown }) => boolean = none,
  ) => facts.store().around(terminalCodec, terminalOf(user), at, isEnough);

  it('is its last fact by then and the next; what is recorded in that millisecond counts', async () => {
    const user = facts.newUser();
    const times = [await append(user, 'c1'), await append(user, 'c2'), await append(user, 'c3')];
    const found = [];
    for (const at of [before(times[0]!), ...times, '2099-01-01T00:00:00.000Z']) {
      const one = await around(user, at);
      if (one === 'too-many') throw new Error(one);
      found.push([connectionOf(one.last?.fact), connectionOf(one.later[0]?.fact)]);
    }
    expect(found).toEqual([
      [undefined, 'c1'],
      ['c1', 'c2'],
      ['c2', 'c3'],
      ['c3', undefined],
      ['c3', undefined],
    ]);
  });

  it('of somebody without facts is nothing', async () => {
    expect(await around(facts.newUser(), '2099-01-01T00:00:00.000Z')).toEqual({ later: [] });
  });

  it('goes on to later facts until there is enough, 64 at most', async () => {
    const user = facts.newUser();
    const first = await append(user, 'c0');
    for (let more = 1; more <= 4; more++) await append(user, `c${more}`);
    const two = await around(user, first, (later) => connectionOf(later.fact) === 'c2');
    expect(two).toMatchObject({ later: [{}, {}] });
    expect(await around(user, first, all)).toMatchObject({ later: [{}, {}, {}, {}] });
    for (let more = 5; more <= 64; more++) {
      const fact = connected(`c${more}`);
      await store.execute(terminalCodec, terminalOf(user), facts.by(), () => ({ fact }));
    }
    expect(await around(user, first, all)).toMatchObject({ later: { length: 64 } });
    await append(user, 'c65');
    expect(await around(user, first, all)).toBe('too-many');
    expect(await around(user, first)).toMatchObject({ later: [{}] });
  });

  it('of profiles says where the uploads of its head lie', async () => {
    const user = facts.newUser();
    const profiles = { kind: 'profile', user } as const;
    const write = async (fact: ReturnType<typeof uploaded>) =>
      accepted(await store.execute(profileCodec, profiles, facts.by(), () => ({ fact }))).accepted;
    const upload = await write(uploaded('work'));
    await write(activated('work'));
    const one = await facts
      .store()
      .around(profileCodec, profiles, '2099-01-01T00:00:00.000Z', none);
    expect(one).toMatchObject({ last: { documents: [upload.sequence] } });
    const read = await facts.store().read(profileCodec, profiles, upload.sequence);
    expect(read.fact).toMatchObject({ type: 'ProfileUploaded', document: { profile: 'work' } });
  });
});
