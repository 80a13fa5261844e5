import { describe, expect, it } from '@jest/globals';
import { active, aMode, among, aProfile, aUser, NOON, notAvailable } from '../given.fixture.js';
import { explain } from './explain.js';
import { worldOf } from './world.fixture.js';

const ask = { viewer: 'bob', target: 'alice', instant: NOON };

describe('why a viewer is told what they are told', () => {
  it('names the condition each earlier line lacked, and that a later one was not reached', () => {
    const { facts } = worldOf({ state: notAvailable });
    expect(explain(ask, facts)).toEqual({
      state: 'not-connectable',
      line: 7,
      because: 'state-not-available',
      profile: 'work',
      mode: 'office',
      lines: [
        { line: 1, unmet: 'viewer-not-registered' },
        { line: 2, unmet: 'viewer-is-target' },
        { line: 3, unmet: 'viewer-blocked' },
        { line: 4, unmet: 'authorisation-required' },
        { line: 5, unmet: 'no-applicable-mode' },
        { line: 6, unmet: 'state-transfer' },
        { line: 8, unmet: 'reached' },
      ],
      candidates: [{ mode: 'office', source: 'default', applies: true }],
      facts: [],
    });
  });

  it.each([
    [{ viewerIs: 'suspended' }, 1, 'viewer-suspended'],
    [{ targetIs: 'erased' }, 1, 'target-erased'],
    [{ targetIs: 'unreadable' }, 1, 'target-unreadable'],
    [{ consent: { blocked: { at: NOON } } }, 3, 'viewer-blocked'],
    [{ inactive: true }, 3, 'no-active-profile'],
    [{ required: true }, 4, 'no-grant-in-force'],
    [{ audience: { only: [] } }, 5, 'no-applicable-mode'],
    [{ state: { state: 'unknown' } }, 5, 'state-unknown'],
    [{ away: true }, 7, 'no-terminal-connected'],
    [{}, 8, 'no-line-before-applies'],
  ] as const)('%j: line %i, %s', (world, line, because) => {
    expect(explain(ask, worldOf(world).facts)).toMatchObject({ line, because });
  });

  it('tells a grant from an open profile, and whether anything reaches the viewer', () => {
    const grantedBob = worldOf({ required: true, consent: { grant: { at: NOON } } });
    expect(explain(ask, grantedBob.facts).lines[3]).toEqual({
      line: 4,
      unmet: 'no-grant-in-force',
    });
    expect(explain(ask, worldOf({ required: true }).facts).reached).toBe(true);
    const unseen = worldOf({ required: true, audience: { only: [] } });
    expect(explain(ask, unseen.facts)).toMatchObject({ state: 'unknown', line: 4, reached: false });
  });

  it('shows oneself line 2, the line that decided within it, the profile and the active mode', () => {
    const { facts } = worldOf({ self: true, away: true, audience: { only: [] } });
    expect(explain({ ...ask, viewer: 'alice' }, facts)).toMatchObject({
      state: 'not-connectable',
      line: 2,
      as: 7,
      because: 'no-terminal-connected',
      profile: 'work',
      mode: 'office',
      candidates: [{ mode: 'office', applies: true }],
    });
  });

  it('names what each candidate lacked, and those behind the end of the walk', () => {
    const document = aProfile(
      [
        aMode('a', 1, { audience: { only: ['carol'], others: 'next' } }),
        aMode('b', 2, { audience: { except: ['bob'] } }),
        aMode('c', 3),
      ],
      { defaultMode: 'c' },
    );
    const manual = { mode: 'a', until: 'cleared' } as const;
    const alice = aUser({ profiles: active(document, { manual, covering: ['b'] }) });
    const told = explain(ask, among({ alice, bob: aUser() }));
    expect(told.candidates).toEqual([
      { mode: 'a', source: 'manual', applies: false, unmet: 'named-in-only' },
      { mode: 'b', source: 'rule', applies: false, unmet: 'not-named-in-except' },
      { mode: 'c', source: 'default', applies: false, unmet: 'reached' },
    ]);
    expect(told.mode).toBeUndefined();
  });

  it('answers for another profile as if it were active', () => {
    const work = aProfile([aMode('office', 1)]);
    const home = aProfile([aMode('sofa', 1, { availability: notAvailable })], { profile: 'home' });
    const manual = { mode: 'office', until: 'cleared' } as const;
    const profiles = { ...active(work, { manual }), documents: { work, home } };
    const facts = among({ alice: aUser({ profiles }), bob: aUser() });
    expect(explain({ ...ask, profile: 'home' }, facts)).toMatchObject({
      state: 'not-connectable',
      profile: 'home',
      mode: 'sofa',
      candidates: [{ mode: 'sofa', source: 'default' }],
    });
    expect(explain({ ...ask, profile: 'work' }, facts)).toMatchObject({ mode: 'office' });
    expect(explain({ ...ask, profile: 'gone' }, facts)).toMatchObject({
      state: 'unknown',
      line: 3,
    });
  });

  it('names the facts it used, where they are given', () => {
    const document = aProfile([aMode('office', 1)]);
    const alice = aUser({
      profiles: active(document),
      sources: {
        account: 'a1',
        profiles: 'p9',
        uploads: { work: 'p3', home: 'p4' },
        terminals: { phone: 't5', lost: 't6' },
        consents: { bob: 'c7', carol: 'c8' },
      },
    });
    const bob = aUser({ sources: { account: 'b2', profiles: 'b3' } });
    expect(explain(ask, among({ alice, bob })).facts).toEqual(['b2', 'a1', 'p9', 'p3', 'c7', 't5']);
  });
});
