import { accountCodec, profileCodec } from '@liaison/contracts';
import type { AccountFact, ProfileFact } from '@liaison/domain';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ErasedUser } from '../errors.js';
import { SpecFacts, accepted, activated, codeOf, uploaded } from '../fixtures/facts-of-a-spec.js';
import type { JetStreamFactStore } from './fact-store.js';

describe('what users seal', () => {
  let facts: SpecFacts;
  let store: JetStreamFactStore;
  beforeAll(async () => {
    facts = await SpecFacts.start();
    store = facts.store();
  });
  afterAll(() => facts.spec.end());

  const write = async (user: string, fact: ProfileFact) => {
    const aggregate = { kind: 'profile', user } as const;
    const outcome = await store.execute(profileCodec, aggregate, facts.by(), () => ({ fact }));
    return accepted(outcome).accepted;
  };

  it('is found again: where each upload of a profile lies', async () => {
    const user = facts.newUser();
    await write(user, uploaded('home'));
    const work = await write(user, uploaded('work'));
    await write(user, activated('work'));
    const home = await write(user, uploaded('home'));
    const stored = await facts.message(home.sequence);
    expect(stored.header('Liaison-Documents')).toBe(`0,${work.sequence}`);
    for (const reader of [store, facts.store()]) {
      const aggregate = { kind: 'profile', user } as const;
      await reader.execute(profileCodec, aggregate, facts.by(), async (current) => {
        expect(current.documents).toEqual([home.sequence, work.sequence]);
        const read = await Promise.all(current.documents.map((place) => current.read(place)));
        expect(read.map((one) => one.envelope.revision)).toEqual(
          current.state.profiles.map((one) => one.version),
        );
        expect(read.map((one) => one.fact)).toEqual([uploaded('home'), uploaded('work')]);
        return { unchanged: true };
      });
    }
  });

  it('is gone with the key: commands are refused, the erasure itself still goes in', async () => {
    const user = facts.newUser();
    await write(user, uploaded('work'));
    facts.keys.erased.add(user);
    const aggregate = { kind: 'profile', user } as const;
    for (const any of [store, facts.store()]) {
      const fact = uploaded('home');
      const outcome = await any.execute(profileCodec, aggregate, facts.by(), () => ({ fact }));
      expect(codeOf(outcome)).toBe('erased');
    }
    await expect(store.last(profileCodec, aggregate)).rejects.toThrow(ErasedUser);
    const erased: AccountFact = { type: 'UserErased', by: 'self' };
    const account = { kind: 'account', user } as const;
    const outcome = await store.execute(accountCodec, account, facts.by(), () => ({
      fact: erased,
    }));
    expect(accepted(outcome).accepted.head.status).toBe('erased');
  });
});
