import { describe, expect, it } from '@jest/globals';
import {
  active,
  aMode,
  aProfile,
  aUser,
  blocked,
  granted,
  NOON,
  notAvailable,
  ONE,
  registered,
  transfer,
  unknown,
} from '../given.fixture.js';
import { stateDocument } from './state-document.js';

describe('STATE', () => {
  it('of somebody gone says nothing else', () => {
    const gone = { status: 'gone' };
    const alice = aUser({ consents: { bob: blocked } });
    expect(stateDocument({ ...alice, poisoned: true }, NOON)).toEqual(gone);
    for (const status of ['absent', 'suspended', 'erased', 'erasure-completed'] as const) {
      expect(stateDocument({ ...alice, account: { ...registered, status } }, NOON)).toEqual(gone);
    }
  });

  it('without an active profile names the blocked, and nobody where none is', () => {
    expect(stateDocument(aUser(), NOON)).toEqual({ status: 'registered' });
    const alice = aUser({ consents: { erin: blocked, bob: blocked, carol: granted } });
    expect(stateDocument(alice, NOON)).toEqual({ status: 'registered', blocked: ['bob', 'erin'] });
  });

  it('holds the candidates in order, up to the first for everyone', () => {
    const document = aProfile(
      [
        aMode('hand', 9, { audience: { only: ['dave', 'bob'], others: 'next' } }),
        aMode('rule', 1, { audience: { except: ['erin', 'carol'] }, availability: transfer }),
        aMode('all', 2, { availability: notAvailable }),
        aMode('behind', 3, { availability: unknown }),
      ],
      { defaultMode: 'behind' },
    );
    const manual = { mode: 'hand', until: 'cleared' } as const;
    const alice = aUser({ profiles: active(document, { manual, covering: ['rule', 'all'] }) });
    expect(stateDocument(alice, NOON)).toEqual({
      status: 'registered',
      authorisation: 'open',
      walk: [
        { tells: 'connectable', audience: { only: ['bob', 'dave'], others: 'next' } },
        { tells: 'in-transfer', audience: { except: ['carol', 'erin'] } },
        { tells: 'not-connectable', audience: { everyone: true } },
      ],
      own: 'connectable',
    });
  });

  it('holds grants in force and the reach where authorisation is required', () => {
    const document = aProfile(
      [
        aMode('a', 1, { audience: { only: ['carol', 'bob'] } }),
        aMode('b', 2, { audience: { only: ['dave', 'bob'] } }),
        aMode('c', 3, { availability: unknown }),
      ],
      { authorisation: 'required' },
    );
    const consents = {
      erin: granted,
      bob: { ...granted, ...blocked },
      carol: { grant: { at: NOON, expiresAt: ONE } },
    };
    const alice = aUser({ profiles: active(document), consents });
    const state = stateDocument(alice, NOON);
    expect(state.blocked).toEqual(['bob']);
    expect(state.grants).toEqual(['bob', 'carol', 'erin']);
    expect(state.reach).toEqual({ only: ['bob', 'carol', 'dave'] });
    expect(stateDocument(alice, ONE).grants).toEqual(['bob', 'erin']);
  });
});
