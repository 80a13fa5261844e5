import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Consent } from '../consent/state.js';
import { active, aMode, among, aProfile, aUser, NOON, ONE } from '../given.fixture.js';
import type { Audience, Availability } from '../profile/document.js';
import { connectability } from './connectability.js';
import { reaches, reachOf } from './reach.js';
import type { UserFacts } from './state.js';
import { stateDocument } from './state-document.js';
import { view } from './view.js';

const SEED = 20_260_302;
const people = ['alice', 'bob', 'carol', 'dave', 'constructor'] as const;
const modeIds = ['m0', 'm1', 'm2', 'm3'] as const;

const users = fc.uniqueArray(fc.constantFrom(...people), { maxLength: 4 });
const audience: fc.Arbitrary<Audience> = fc.oneof(
  fc.constant({ everyone: true as const }),
  users.map((only) => ({ only })),
  users.map((only) => ({ only, others: 'next' as const })),
  users.map((except) => ({ except })),
);
const availability = fc.constantFrom<Availability>(
  { state: 'available' },
  { state: 'not-available' },
  { state: 'transfer', number: '+33140000000' },
  { state: 'unknown' },
);
const modes = fc
  .array(fc.record({ audience, availability }), { minLength: 1, maxLength: modeIds.length })
  .map((parts) => parts.map((part, index) => aMode(`m${index}`, index, part)));
const instant = fc.constantFrom(NOON, ONE);
const consent: fc.Arbitrary<Consent> = fc.record(
  {
    grant: fc.record({ at: fc.constant(NOON), expiresAt: instant }, { requiredKeys: ['at'] }),
    blocked: fc.constant({ at: NOON }),
    denied: fc.constant({ at: NOON }),
    ask: fc.constant({ at: NOON }),
  },
  { requiredKeys: [] },
);
const account = fc.record({
  status: fc.constantFrom('registered', 'registered', 'registered', 'suspended', 'erased'),
  terminals: fc.constantFrom<UserFacts['account']['terminals']>(
    [],
    [{ terminal: 'phone', kind: 'phone', label: 'Phone' }],
  ),
  credentials: fc.constant([]),
});

const facts: fc.Arbitrary<UserFacts> = fc
  .record({
    modes,
    authorisation: fc.constantFrom('open', 'required'),
    defaultMode: fc.nat(3),
    manual: fc.option(fc.record({ mode: fc.nat(3), until: fc.constantFrom('cleared', NOON, ONE) })),
    covering: fc.subarray([...modeIds]),
    consents: fc.dictionary(fc.constantFrom(...people), consent, { noNullPrototype: true }),
    account,
    connected: fc.boolean(),
    isActive: fc.boolean(),
    poisoned: fc.constantFrom(true, undefined, undefined, undefined),
  })
  .map((drawn) => {
    const { authorisation } = drawn;
    const id = (index: number) => `m${index % drawn.modes.length}`;
    const document = aProfile(drawn.modes, { authorisation, defaultMode: id(drawn.defaultMode) });
    const manual = drawn.manual && { ...drawn.manual, mode: id(drawn.manual.mode) };
    const { active: on, ...off } = active(document, manual ? { manual } : {});
    const profiles = {
      ...off,
      ...(drawn.isActive ? { active: on } : {}),
      covering: drawn.covering,
    };
    return aUser({
      account: drawn.account,
      consents: drawn.consents,
      profiles,
      ...(drawn.connected ? {} : { terminals: {} }),
      ...(drawn.poisoned ? { poisoned: true } : {}),
    });
  });

describe('a viewer’s view', () => {
  it(`of STATE is the rule over the facts, for every registered viewer (seed ${SEED})`, () => {
    fc.assert(
      fc.property(facts, fc.constantFrom(...people), instant, (alice, viewer, now) => {
        const state = stateDocument(alice, now);
        const known = among({ [viewer]: aUser(), alice });
        expect(view(viewer, 'alice', state)).toBe(connectability(viewer, 'alice', known, now));
      }),
      { seed: SEED, numRuns: 5000 },
    );
  });

  it(`of STATE survives the wire (seed ${SEED})`, () => {
    fc.assert(
      fc.property(facts, fc.constantFrom(...people), (alice, viewer) => {
        const state = stateDocument(alice, NOON);
        expect(JSON.parse(JSON.stringify(state))).toEqual(state);
        expect(JSON.stringify(state)).not.toMatch(/m[0-3]|\+33/);
        expect(view(viewer, 'alice', JSON.parse(JSON.stringify(state)))).toBe(
          view(viewer, 'alice', state),
        );
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  it(`is reached exactly where some mode says something (seed ${SEED})`, () => {
    fc.assert(
      fc.property(modes, fc.constantFrom(...people), (drawn, viewer) => {
        const speaks = drawn.filter((mode) => mode.availability.state !== 'unknown');
        const named = speaks.some(({ audience: whom }) => {
          if ('only' in whom) return whom.only.includes(viewer);
          return 'except' in whom ? !whom.except.includes(viewer) : true;
        });
        expect(reaches(reachOf(aProfile(drawn)), viewer)).toBe(named);
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });

  it('of a thousand named users finds each', () => {
    const ids = Array.from({ length: 1000 }, (_, index) => `u${(index * 7919) % 1000}`);
    const document = aProfile([aMode('m', 1, { audience: { only: ids } })]);
    const state = stateDocument(aUser({ profiles: active(document) }), NOON);
    expect(ids.filter((id) => view(id, 'alice', state) !== 'connectable')).toEqual([]);
    for (const stranger of ['u', 'u1000', 'zed', 'a']) {
      expect(view(stranger, 'alice', state)).toBe('unknown');
    }
  });
});
