import {
  deliveryCodec,
  matchedCodec,
  registryCodec,
  serviceAccountCodec,
} from '@liaison/contracts';
import {
  type MatchedFact,
  appendMatched,
  connectService,
  declare,
  issueIdentity,
  parkNotification,
  registerService,
} from '@liaison/domain';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SpecFacts, accepted, codeOf } from '../fixtures/facts-of-a-spec.js';
import type { JetStreamFactStore } from './fact-store.js';

const least = { emits: [], wants: [], delivery: 'push', calls: [], authentication: 'none' };
const tel = { kind: 'registry', service: 'tel' } as const;
const matched = { kind: 'matched', service: 'tel' } as const;

describe('facts of services', () => {
  let facts: SpecFacts;
  let store: JetStreamFactStore;
  beforeAll(async () => {
    facts = await SpecFacts.start();
    store = facts.store({ app: 'service-registry' });
  });
  afterAll(() => facts.spec.end());

  const register = (service: string, command = facts.commandOf()) =>
    store.execute(registryCodec, { kind: 'registry', service }, facts.by(command), ({ state }) =>
      registerService(state),
    );
  const found = (stream: string, sequence: number) =>
    facts.bus.jsm.streams.getMessage(stream, { seq: sequence });

  it('lie in REGISTRY, one after another, open', async () => {
    const { accepted: one } = accepted(await register('tel'));
    const two = accepted(
      await store.execute(registryCodec, tel, facts.by(), ({ state }) =>
        declare(state, { declaration: least }),
      ),
    ).accepted;
    const message = await found('REGISTRY', two.sequence);
    expect(message?.subject).toBe('liaison.registry.tel');
    const header = (name: string) => message?.header.get(name);
    expect(header('Nats-Expected-Last-Subject-Sequence')).toBe(String(one.sequence));
    expect(message?.json()).toMatchObject({
      subject: 'registry.tel',
      type: 'liaison.registry.declared.v1',
      source: '/liaison/service-registry',
      previous: one.envelope.id,
      revision: 2,
    });
    expect(message?.json()).not.toHaveProperty('sealed');
    expect(await found('FACTS', one.sequence)).toBeNull();
  });

  it('are read back by whoever remembers nothing', async () => {
    const other = facts.store();
    const last = await other.last(registryCodec, tel);
    expect(last?.head).toMatchObject({ status: 'registered', declaration: { version: 1 } });
    expect((await other.first(registryCodec, tel))?.fact).toEqual({ type: 'ServiceRegistered' });
    for (const by of ['near', 'leader'] as const) {
      expect(await other.lastShut(tel, by)).toMatchObject({ subject: 'registry.tel' });
    }
    const nobody = { kind: 'registry', service: 'nobody' } as const;
    expect(await other.last(registryCodec, nobody)).toBeUndefined();
  });

  it('act once, however often their command comes', async () => {
    const command = facts.commandOf();
    const first = accepted(await register('calendar', command));
    const connect = () =>
      store.execute(registryCodec, { kind: 'registry', service: 'calendar' }, facts.by(), (at) =>
        connectService(at.state, { connection: 'c1' }),
      );
    accepted(await connect());
    expect(await connect()).toMatchObject({ unchanged: {} });
    const fresh = facts.store();
    const again = await fresh.execute(
      registryCodec,
      { kind: 'registry', service: 'calendar' },
      facts.by(command),
      ({ state }) => registerService(state),
    );
    expect(accepted(again)).toMatchObject({
      repeated: true,
      accepted: { sequence: first.accepted.sequence },
    });
    expect(codeOf(await register('calendar'))).toBe('already-registered');
  });

  it('of writers that know nothing of each other never overwrite one another', async () => {
    accepted(await register('shared'));
    const shared = { kind: 'registry', service: 'shared' } as const;
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, at) =>
        facts
          .store()
          .execute(registryCodec, shared, facts.by(), ({ state }) =>
            connectService(state, { connection: `c${at}` }),
          ),
      ),
    );
    outcomes.forEach((outcome) => accepted(outcome));
    const last = await store.last(registryCodec, shared);
    expect(last?.head.connections).toEqual(['c0', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7']);
    expect(last?.envelope.revision).toBe(9);
  });

  it('lie in FACTS where auth keeps an identity', async () => {
    const registry = (await store.last(registryCodec, tel))?.head ?? registryCodec.initial;
    const aggregate = { kind: 'service-account', service: 'tel' } as const;
    const { accepted: issued } = accepted(
      await store.execute(serviceAccountCodec, aggregate, facts.by(), ({ state }) =>
        issueIdentity(state, { identity: 'i1', kind: 'secret' }, registry),
      ),
    );
    const message = await found('FACTS', issued.sequence);
    expect(message?.subject).toBe(facts.bus.subjects.fact(aggregate));
  });

  it('lie in DELIVERY where they are about hand-overs', async () => {
    const event = { outcome: 'unmatched', receivers: [], users: 0, silenced: 0 } as const;
    const say = (lastSequence: number): Omit<MatchedFact, 'type'> => ({
      events: [{ event: `e${lastSequence}`, ...event }],
      lastSequence,
      registrySeq: 1,
      factsSeq: 0,
    });
    const append = (lastSequence: number) =>
      store.execute(matchedCodec, matched, facts.by(`match:${lastSequence}`), ({ state }) =>
        appendMatched(state, say(lastSequence)),
      );
    const { accepted: one } = accepted(await append(3));
    const { accepted: two } = accepted(await append(5));
    expect((await found('DELIVERY', two.sequence))?.subject).toBe('liaison.matched.tel');
    expect(two.head).toEqual({ lastSequence: 5 });
    expect(two.envelope.previous).toBe(one.envelope.id);
    expect(await append(4)).toMatchObject({ unchanged: { state: { lastSequence: 5 } } });
    const parked = await store.execute(
      deliveryCodec,
      { kind: 'delivery', service: 'tel' },
      facts.by(),
      ({ state }) =>
        parkNotification(state, { copy: 'k1', code: 'terminated', attempts: 1 }, 'pending'),
    );
    expect((await found('DELIVERY', accepted(parked).accepted.sequence))?.subject).toBe(
      'liaison.delivery.tel',
    );
  });
});
