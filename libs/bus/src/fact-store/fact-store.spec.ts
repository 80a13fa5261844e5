import { factId, profileCodec, terminalCodec, uuidV7, uuidV7Ms } from '@liaison/contracts';
import type { ProfileFact } from '@liaison/domain';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { specClock } from '../fixtures/engine-of-a-spec.js';
import {
  CONTACT,
  SpecFacts,
  accepted,
  activated,
  codeOf,
  connected,
  terminalOf,
  uploaded,
} from '../fixtures/facts-of-a-spec.js';
import { FactDamaged, FactMalformed } from '../errors.js';
import type { JetStreamFactStore } from './fact-store.js';

const INSTANT = '2026-01-05T08:00:00.000Z';

describe('the log', () => {
  let facts: SpecFacts;
  let store: JetStreamFactStore;
  beforeAll(async () => {
    facts = await SpecFacts.start();
    store = facts.store();
  });
  afterAll(() => facts.spec.end());

  it('holds the envelope, its guard and its hints', async () => {
    const user = facts.newUser();
    const command = facts.commandOf();
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const context = facts.by(command, { causation: 'x-1' });
    const { accepted: one } = accepted(await facts.connect(store, user, 'c1', context));
    const traced = facts.by(facts.commandOf(), { traceparent });
    const { accepted: two } = accepted(await facts.connect(store, user, 'c2', traced));
    const name = `terminal.${user}.t1`;
    expect(one.envelope).toMatchObject({
      specversion: '1.0',
      id: factId(uuidV7Ms(command) ?? 0, name, command),
      source: '/liaison/availability',
      type: 'liaison.terminal.connected.v1',
      subject: name,
      revision: 1,
      command,
      actor: 'user/alice/phone-1',
      causation: 'x-1',
      correlation: 'c-1',
    });
    const stored = await facts.message(two.sequence);
    expect(stored.subject).toBe(facts.subject(user));
    expect(stored.body).toEqual(two.envelope);
    expect(stored.body).toMatchObject({ revision: 2, previous: one.envelope.id });
    expect(stored.header('Nats-Msg-Id')).toBe(two.envelope.id);
    expect(stored.header('Nats-Expected-Last-Subject-Sequence')).toBe(String(one.sequence));
    expect(stored.header('Liaison-Type')).toBe('liaison.terminal.connected.v1');
    expect(stored.header('Liaison-Previous')).toBe(String(one.sequence));
    expect(stored.header('traceparent')).toBe(traceparent);
  });

  it('says what an aggregate was when the log was shorter', async () => {
    const aggregate = { kind: 'profile', user: facts.newUser() } as const;
    const append = async (fact: ProfileFact) =>
      accepted(
        await store.execute(profileCodec, aggregate, facts.by(facts.commandOf()), () => ({ fact })),
      ).accepted;
    const first = await append(uploaded('work'));
    const second = await append(activated('work'));
    await append(uploaded('home'));
    const upTo = (sequence: number) => store.upTo(profileCodec, aggregate, sequence);
    expect((await upTo(first.sequence - 1)).state).toEqual(profileCodec.initial);
    expect((await upTo(first.sequence)).state).toEqual(first.head);
    const then = await upTo(second.sequence);
    expect([then.last?.sequence, then.state, then.documents]).toEqual([
      second.sequence,
      second.head,
      [first.sequence],
    ]);
    expect((await then.read(first.sequence)).fact).toEqual(uploaded('work'));
    expect((await upTo(Number.MAX_SAFE_INTEGER)).state.profiles).toHaveLength(2);
  });

  it('gives back what was put in, and keeps personal text in a box', async () => {
    const aggregate = { kind: 'profile', user: facts.newUser() } as const;
    const wrote = accepted(
      await store.execute(profileCodec, aggregate, facts.by(), () => ({ fact: uploaded('work') })),
    );
    const read = await facts.store().last(profileCodec, aggregate);
    expect({ ...read, recorded: '' }).toEqual({ ...wrote.accepted, recorded: '' });
    const { text } = await facts.message(wrote.accepted.sequence);
    expect(text).not.toContain('At work');
    expect(text).not.toContain(CONTACT);
  });

  it('keeps one line with two writers on one aggregate (I2)', async () => {
    const user = facts.newUser();
    const other = facts.store({ bus: await facts.spec.connect() });
    const writer = async (of: JetStreamFactStore, name: string): Promise<void> => {
      for (let n = 0; n < 100; n++) accepted(await facts.connect(of, user, `${name}-${n}`));
    };
    await Promise.all([writer(store, 'a'), writer(other, 'b')]);
    const line = await facts.history(facts.subject(user));
    expect(line.map((fact) => fact.revision)).toEqual(Array.from({ length: 200 }, (_, n) => n + 1));
    line.forEach((fact, at) => expect(fact.previous).toBe(line[at - 1]?.id));
    const times = line.map((fact) => fact.time);
    expect(times).toEqual([...times].sort());
  });

  it('takes sixty commands on one aggregate at once in their order', async () => {
    const user = facts.newUser();
    const all = await Promise.all(
      Array.from({ length: 60 }, async (_, n) =>
        accepted(await facts.connect(store, user, `c${n}`)),
      ),
    );
    expect(all.map((one) => one.accepted.envelope.revision)).toEqual(
      Array.from({ length: 60 }, (_, n) => n + 1),
    );
  });

  it('lets no time fall where the clock is set back', async () => {
    const user = facts.newUser();
    const { accepted: first } = accepted(await facts.connect(store, user, 'c1'));
    const clock = specClock();
    clock.offsetMs = -60_000;
    const context = facts.by(uuidV7(clock.ms()));
    const second = accepted(await facts.connect(facts.store({ clock }), user, 'c2', context));
    expect(second.accepted.envelope.time).toBe(first.envelope.time);
  });

  it('is never refused from a state that is remembered alone', async () => {
    const user = facts.newUser();
    await facts.connect(store, user, 'c1');
    accepted(await facts.connect(facts.store(), user, 'c2'));
    const seen: string[] = [];
    const outcome = await store.execute(terminalCodec, terminalOf(user), facts.by(), (current) => {
      const connection = current.state.connected ? current.state.connection : '';
      seen.push(connection);
      return connection === 'c2' ? { fact: connected('c3') } : { refused: 'superseded' };
    });
    expect(seen).toEqual(['c1', 'c2']);
    expect(accepted(outcome).accepted.envelope.revision).toBe(3);
  });

  it('holds nothing of refusals and of what was so already', async () => {
    const user = facts.newUser();
    await facts.connect(store, user, 'c1');
    const same = await store.execute(terminalCodec, terminalOf(user), facts.by(), () => ({
      unchanged: true,
    }));
    expect(same).toMatchObject({ unchanged: { state: { connected: true, connection: 'c1' } } });
    const no = await store.execute(terminalCodec, terminalOf(user), facts.by(), () => ({
      refused: 'unknown-terminal',
      field: '/terminal',
    }));
    expect(no).toMatchObject({ refused: { code: 'unknown-terminal', field: '/terminal' } });
    expect(await facts.history(facts.subject(user))).toHaveLength(1);
  });

  it('is not believed where a fact lies on the subject of another', async () => {
    const [alice, bob] = [facts.newUser(), facts.newUser()];
    const { accepted: fact } = accepted(await facts.connect(store, alice, 'c1'));
    const text = JSON.stringify(fact.envelope);
    const { seq: copy } = await facts.bus.js.publish(facts.subject(bob), text);
    await expect(facts.connect(store, bob, 'c2')).rejects.toThrow(FactDamaged);
    await expect(store.last(terminalCodec, terminalOf(bob))).rejects.toThrow(FactDamaged);
    const read = store.execute(terminalCodec, terminalOf(alice), facts.by(), async (current) => {
      await current.read(copy);
      return { unchanged: true };
    });
    await expect(read).rejects.toThrow(FactDamaged);
  });

  it('takes no fact larger than its type may be', async () => {
    const covering = Array.from({ length: 32 }, (_, n) => `a-mode-with-a-long-name-${n}`);
    const passed = Array.from({ length: 400 }, () => ({ at: INSTANT, covering }));
    const fact: ProfileFact = {
      type: 'PeriodsChanged',
      effectiveAt: INSTANT,
      covering,
      passed,
      zoneData: '2026a',
    };
    const aggregate = { kind: 'profile', user: facts.newUser() } as const;
    const outcome = await store.execute(profileCodec, aggregate, facts.by(), () => ({ fact }));
    expect(codeOf(outcome)).toBe('too-large');
  });

  it('takes no fact that breaks its own schema', async () => {
    const fact = { ...connected('c1'), gateway: 'not an id' };
    const user = facts.newUser();
    const outcome = store.execute(terminalCodec, terminalOf(user), facts.by(), () => ({ fact }));
    await expect(outcome).rejects.toThrow(FactMalformed);
    expect(await facts.history(facts.subject(user))).toHaveLength(0);
  });
});
