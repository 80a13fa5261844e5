import { describe, expect, it } from '@jest/globals';
import {
  active,
  aMode,
  among,
  aProfile,
  aUser,
  everyone,
  NOON,
  notAvailable,
  ONE,
  transfer,
  TWO,
} from '../given.fixture.js';
import type { Audience } from '../profile/document.js';
import { connectability } from './connectability.js';
import { stateDocument } from './state-document.js';
import type { Connectability } from './state.js';
import { view } from './view.js';
import { activeMode } from './walk.js';

type Source = 'manual' | 'rule' | 'default';

/** Alice's first mode, `office`, is asked as this candidate; her other mode, `away`, is not available. */
function told(source: Source, audience: Audience): Connectability {
  const modes = [
    aMode('office', 1, { audience }),
    aMode('away', 2, { availability: notAvailable }),
  ];
  const document = aProfile(modes, { defaultMode: source === 'default' ? 'office' : 'away' });
  const profiles = active(document, {
    ...(source === 'manual' ? { manual: { mode: 'office', until: 'cleared' } } : {}),
    covering: source === 'rule' ? ['office'] : [],
  });
  const alice = aUser({ profiles });
  const answer = connectability('bob', 'alice', among({ alice, bob: aUser() }), NOON);
  expect(view('bob', 'alice', stateDocument(alice, NOON))).toBe(answer);
  return answer;
}

const others = ['carol', 'dave'];
type Row = readonly [Source, string, 'named' | 'not named', Audience, Connectability];
const rows: readonly Row[] = [
  ['manual', 'everyone', 'not named', everyone, 'connectable'],
  ['manual', 'only', 'named', { only: ['bob', ...others] }, 'connectable'],
  ['manual', 'only', 'not named', { only: others }, 'unknown'],
  ['manual', 'only nobody', 'not named', { only: [] }, 'unknown'],
  ['manual', 'only, next', 'named', { only: ['bob'], others: 'next' }, 'connectable'],
  ['manual', 'only, next', 'not named', { only: others, others: 'next' }, 'not-connectable'],
  ['manual', 'except', 'named', { except: ['bob', ...others] }, 'unknown'],
  ['manual', 'except', 'not named', { except: others }, 'connectable'],
  ['rule', 'everyone', 'not named', everyone, 'connectable'],
  ['rule', 'only', 'named', { only: ['bob', ...others] }, 'connectable'],
  ['rule', 'only', 'not named', { only: others }, 'unknown'],
  ['rule', 'only nobody', 'not named', { only: [] }, 'unknown'],
  ['rule', 'only, next', 'named', { only: ['bob'], others: 'next' }, 'connectable'],
  ['rule', 'only, next', 'not named', { only: others, others: 'next' }, 'not-connectable'],
  ['rule', 'except', 'named', { except: ['bob', ...others] }, 'unknown'],
  ['rule', 'except', 'not named', { except: others }, 'connectable'],
  ['default', 'everyone', 'not named', everyone, 'connectable'],
  ['default', 'only', 'named', { only: ['bob', ...others] }, 'connectable'],
  ['default', 'only', 'not named', { only: others }, 'unknown'],
  ['default', 'only nobody', 'not named', { only: [] }, 'unknown'],
  ['default', 'only, next', 'named', { only: ['bob'], others: 'next' }, 'connectable'],
  ['default', 'only, next', 'not named', { only: others, others: 'next' }, 'unknown'],
  ['default', 'except', 'named', { except: ['bob', ...others] }, 'unknown'],
  ['default', 'except', 'not named', { except: others }, 'connectable'],
];

describe('C2.7 the applicable mode, by candidate, audience and viewer', () => {
  const cases = rows.map(([source, audience, named, shown, state]) => ({
    title: `${source} mode for ${audience}, viewer ${named}`,
    source,
    shown,
    state,
  }));
  it.each(cases)('C2.7 $title: $state', ({ source, shown, state }) => {
    expect(told(source, shown)).toBe(state);
  });

  const next = { others: 'next' } as const;
  const document = aProfile(
    [
      aMode('hand', 9, { audience: { only: ['bob'], ...next } }),
      aMode('first', 1, { audience: { only: ['carol'], ...next }, availability: notAvailable }),
      aMode('second', 2, {
        audience: { only: ['carol', 'dave'], ...next },
        availability: transfer,
      }),
      aMode('last', 3, { audience: { except: ['erin'] }, availability: notAvailable }),
    ],
    { defaultMode: 'last' },
  );
  const alice = aUser({
    profiles: active(document, {
      manual: { mode: 'hand', until: ONE },
      covering: ['first', 'second'],
    }),
  });

  it.each([
    ['bob', 'the mode activated by hand', 'connectable'],
    ['carol', 'the covering mode of the lowest order', 'not-connectable'],
    ['dave', 'the covering mode after it', 'in-transfer'],
    ['frank', 'the default mode', 'not-connectable'],
    ['erin', 'none, excepted from the default mode', 'unknown'],
  ])('C2.7 a walk over all candidates ends for %s at %s', (viewer, _, state) => {
    const facts = among({ alice, [viewer]: aUser() });
    expect(connectability(viewer, 'alice', facts, NOON)).toBe(state);
    expect(view(viewer, 'alice', stateDocument(alice, NOON))).toBe(state);
  });

  it('an activation by hand ends at its instant, written or not', () => {
    const facts = among({ alice, bob: aUser() });
    expect(connectability('bob', 'alice', facts, ONE)).toBe('not-connectable');
    expect(view('bob', 'alice', stateDocument(alice, ONE))).toBe('not-connectable');
  });

  it('the active mode is the first candidate, whoever looks', () => {
    const first = { profile: 'work', version: 1 };
    const until = { source: 'manual', until: ONE };
    expect(activeMode(alice.profiles, NOON)).toEqual({
      ...first,
      ...until,
      mode: document.modes[0],
    });
    const later = { ...first, source: 'rule', mode: document.modes[1] };
    expect(activeMode(alice.profiles, TWO)).toEqual(later);
    const byDefault = active(document);
    const last = { ...first, source: 'default', mode: document.modes[3] };
    expect(activeMode(byDefault, NOON)).toEqual(last);
    expect(activeMode(aUser().profiles, NOON)).toBeUndefined();
  });
});
