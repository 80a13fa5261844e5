import { describe, expect, it } from '@jest/globals';
import { active, aMode, aProfile, aUser, notAvailable, NOON, transfer } from '../given.fixture.js';
import { availabilityOf } from './availability.js';
import { type World, worldOf } from './world.fixture.js';

const asked = { user: 'alice', instant: NOON };
const of = (world: World) => availabilityOf(asked, worldOf(world).facts('alice')!);

describe('the availability of a user', () => {
  it.each<[World, string]>([
    [{}, 'available'],
    [{ away: true }, 'available'],
    [{ state: notAvailable }, 'not-available'],
    [{ state: transfer }, 'transfer'],
    [{ state: { state: 'unknown' } }, 'unknown'],
    [{ audience: { only: [] } }, 'available'],
    [{ required: true }, 'available'],
    [{ inactive: true }, 'unknown'],
    [{ targetIs: 'suspended' }, 'unknown'],
    [{ targetIs: 'erased' }, 'unknown'],
    [{ targetIs: 'absent' }, 'unknown'],
    [{ targetIs: 'unreadable' }, 'unknown'],
  ])('%j: %s', (world, state) => {
    expect(of(world)).toBe(state);
  });

  it('is the active mode’s, and of a named profile what it would be if that were active', () => {
    const work = aProfile([aMode('office', 1), aMode('away', 2, { availability: notAvailable })]);
    const home = aProfile([aMode('sofa', 1, { availability: transfer })], { profile: 'home' });
    const profiles = active(work, { manual: { mode: 'away', until: 'cleared' } });
    const documents = { work, home };
    const facts = aUser({ profiles: { ...profiles, documents } });
    expect(availabilityOf(asked, facts)).toBe('not-available');
    expect(availabilityOf({ ...asked, profile: 'work' }, facts)).toBe('not-available');
    expect(availabilityOf({ ...asked, profile: 'home' }, facts)).toBe('transfer');
    expect(availabilityOf({ ...asked, profile: 'none' }, facts)).toBe('unknown');
  });
});
