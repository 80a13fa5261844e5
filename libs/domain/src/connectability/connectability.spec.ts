import { describe, expect, it } from '@jest/globals';
import { among, aUser, NOON } from '../given.fixture.js';
import { connectability } from './connectability.js';
import { explain } from './explain.js';
import { ruleRows } from './rule.fixture.js';
import type { UserFacts } from './state.js';
import { stateDocument } from './state-document.js';
import { view } from './view.js';
import { isRegistered, worldOf } from './world.fixture.js';

const rows = ruleRows.map(([title, world, line, state]) => ({ title, world, line, state }));

describe('C4.1 to C4.5 each line of the rule, and each pair of conflicting conditions', () => {
  it.each(rows)('C4 $title: line $line, $state', ({ world, line, state }) => {
    const { viewer, facts } = worldOf(world);
    expect(connectability(viewer, 'alice', facts, NOON)).toBe(state);
    const explained = explain({ viewer, target: 'alice', instant: NOON }, facts);
    expect(explained).toMatchObject({ line, state });
    const alice = facts('alice');
    if (alice && (viewer === 'alice' || isRegistered(facts('bob')))) {
      expect(view(viewer, 'alice', stateDocument(alice, NOON))).toBe(state);
    }
  });

  it('a terminal that is connected and not enrolled counts as absent', () => {
    const { facts } = worldOf({});
    const alice = facts('alice') as UserFacts;
    const removed = { ...alice, account: { ...alice.account, terminals: [] } };
    const people = among({ alice: removed, bob: aUser() });
    expect(connectability('bob', 'alice', people, NOON)).toBe('not-connectable');
    expect(view('bob', 'alice', stateDocument(removed, NOON))).toBe('not-connectable');
  });

  it('ids that are names of JavaScript itself are ids like others', () => {
    const { facts } = worldOf({ required: true });
    const alice = facts('alice') as UserFacts;
    const people = among({ alice, constructor: aUser() });
    expect(connectability('constructor', 'alice', people, NOON)).toBe('subject-to-authorisation');
    expect(connectability('toString', 'alice', people, NOON)).toBe('unknown');
    const lost = { ...alice, profiles: { ...alice.profiles, active: 'constructor' } };
    expect(connectability('bob', 'alice', among({ alice: lost, bob: aUser() }), NOON)).toBe(
      'unknown',
    );
  });

  it('a user without STATE is unknown', () => {
    expect(view('bob', 'alice', undefined)).toBe('unknown');
    expect(view('alice', 'alice', undefined)).toBe('unknown');
  });
});
