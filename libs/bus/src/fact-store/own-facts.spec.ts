import { describe, expect, it } from '@jest/globals';
import {
  type AggregateCodec,
  type AggregateName,
  Subjects,
  accountCodec,
  consentCodec,
  profileCodec,
  terminalCodec,
  uuidV7,
  engineTimes,
} from '@liaison/contracts';
import type { JsMsg } from '@nats-io/jetstream';
import { activated, connected, uploaded } from '../fixtures/facts-of-a-spec.js';
import type { Current } from '../ports.js';
import { openFact, readFact } from '../projector/fact-reading.js';
import { newFact } from './new-fact.js';
import { OwnFacts } from './own-facts.js';
import { targetOf } from './target.js';

const subjects = new Subjects('liaison', 4);
const key = { id: '1', bytes: new Uint8Array(32).fill(7) };
const keyOf = () => Promise.resolve(key);

async function made<F, S>(codec: AggregateCodec<F, S>, aggregate: AggregateName, fact: F) {
  const current: Current<F, S> = {
    state: codec.initial,
    now: '2026-01-05T08:00:00.000Z',
    documents: [],
    read: () => Promise.reject(new Error('nothing is read')),
  };
  const target = targetOf(subjects, aggregate);
  const context = { command: uuidV7(Date.now()), actor: 'app/spec', correlation: 'c-1' };
  const draft = { codec, target, context, current, app: 'spec', key: keyOf };
  const { message, own } = (await newFact(draft, fact))!;
  return { message, own };
}

const facts = [
  () =>
    made(
      accountCodec,
      { kind: 'account', user: 'alice' },
      {
        type: 'UserRegistered',
        login: 'alice',
        displayName: 'Alice',
      },
    ),
  () => made(profileCodec, { kind: 'profile', user: 'alice' }, activated('work')),
  () => made(profileCodec, { kind: 'profile', user: 'alice' }, uploaded('work')),
  () =>
    made(
      profileCodec,
      { kind: 'profile', user: 'alice' },
      {
        type: 'ModeActivated',
        profile: 'work',
        version: 1,
        mode: 'away',
        until: 'cleared',
        covering: [],
        passed: [],
        zoneData: '2026a',
      },
    ),
  () =>
    made(terminalCodec, { kind: 'terminal', user: 'alice', terminal: 'phone' }, connected('c1')),
  () =>
    made(
      consentCodec,
      { kind: 'consent', owner: 'alice', viewer: 'bob' },
      {
        type: 'AuthorisationGranted',
      },
    ),
] as const;

const times = engineTimes(0);

describe('facts of our own', () => {
  it.each(facts.map((make, at) => [at, make] as const))(
    'are met again as reading them back would show them (%i)',
    async (_at, make) => {
      const { message, own } = await make();
      const stored = { subject: message.subject, data: message.body, seq: 1 } as JsMsg;
      const read = openFact(readFact(subjects, stored), key, times);
      const met = openFact({ ...own, message: stored }, key, times);
      const seen = ({ aggregate, envelope, box }: typeof met) => ({ aggregate, envelope, box });
      expect(seen(met)).toStrictEqual(seen(read));
      expect(openFact({ ...own, message: stored }, 'erased', times).box).toBe('erased');
    },
  );

  it('are read where other bytes lie in the log, and met once', async () => {
    const own = new OwnFacts();
    const { message, own: fact } = await facts[0]();
    own.put(message.subject, fact);
    const other = Buffer.from(message.body);
    other[other.length - 2] = 32;
    expect(own.take(message.subject, other)).toBeUndefined();
    expect(own.take('liaison.facts.1.account.bob', message.body)).toBeUndefined();
    expect(own.take(message.subject, Buffer.from(message.body))).toBe(fact);
    expect(own.take(message.subject, message.body)).toBeUndefined();
  });
});
