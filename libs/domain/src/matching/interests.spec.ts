import { describe, expect, it } from '@jest/globals';
import { initialRegistry } from '../registry/state.js';
import { type Selection, initialSelection } from '../selection/state.js';
import { Interests, isInterested } from './interests.js';

const missed = { sender: 'tel', type: 'call.missed' };
const interest = { service: 'tel', type: 'call.missed' };
const open = { ...initialRegistry, status: 'registered', open: 'everyone' } as const;
const selected = (more: Partial<Selection> = {}): Selection => ({
  ...initialSelection,
  services: [{ service: 'tel', open: false, active: true }],
  interests: [interest],
  ...more,
});

describe('interests', () => {
  it('are those each user selected last', () => {
    const interests = new Interests();
    interests.set('alice', selected());
    interests.set('bob', selected());
    expect([...interests.of(missed)]).toEqual(['alice', 'bob']);
    interests.set('alice', selected({ interests: [{ service: 'mail', type: 'call.missed' }] }));
    expect([...interests.of(missed)]).toEqual(['bob']);
    interests.set('bob', initialSelection);
    expect([...interests.of(missed)]).toEqual([]);
    expect([...interests.of({ ...missed, sender: 'mail' })]).toEqual(['alice']);
  });

  it('deliver from activated services alone, open ones, and what was selected (C1.14)', () => {
    expect(isInterested(missed, selected(), open)).toBe(true);
    expect(isInterested(missed, selected({ services: [] }), open)).toBe(false);
    expect(isInterested(missed, selected(), { ...open, open: 'listed' })).toBe(false);
    expect(isInterested(missed, selected(), { ...open, status: 'retired' })).toBe(false);
    expect(isInterested(missed, selected({ interests: [] }), open)).toBe(false);
    expect(isInterested({ ...missed, type: 'ping' }, selected(), open)).toBe(false);
  });
});
