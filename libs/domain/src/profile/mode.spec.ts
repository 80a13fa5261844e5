import { describe, expect, it } from '@jest/globals';
import { NOON, ONE, TWO } from '../given.fixture.js';
import { activateMode, changePeriods, clearMode } from './decide.js';
import {
  atWork,
  byHand,
  fact,
  idle,
  late,
  refused,
  settled,
  unchanged,
} from './profile.fixture.js';

const away = { profile: 'work', version: 3, mode: 'away', until: 'cleared' };
const activated = (more: object) => fact('ModeActivated', { ...away, ...settled, ...more });
const cleared = (more: object) => fact('ModeCleared', { ...away, ...settled, ...more });

describe('C1.8 a mode is activated', () => {
  it.each([
    ['without a profile', activateMode(idle, { mode: 'away' }), refused('no-active-profile')],
    ['that is unknown', activateMode(atWork, { mode: 'sofa' }), refused('unknown-mode')],
    ['until it is cleared', activateMode(atWork, { mode: 'away' }), activated({})],
    ['until one', activateMode(atWork, { mode: 'away', until: ONE }), activated({ until: ONE })],
    ['until now', activateMode(atWork, { mode: 'away', until: NOON }), refused('until-past')],
    [
      'until the next change, where there is none',
      activateMode(atWork, { mode: 'away', until: 'next-change' }),
      activated({}),
    ],
    ['again', activateMode(byHand('cleared'), { mode: 'away' }), unchanged],
    [
      'again until the same instant',
      activateMode(byHand(ONE), { mode: 'away', until: ONE }),
      unchanged,
    ],
    [
      'again for longer',
      activateMode(byHand(ONE), { mode: 'away', until: TWO }),
      activated({ until: TWO }),
    ],
    [
      'after another',
      activateMode(byHand('cleared'), { mode: 'office' }),
      activated({ mode: 'office' }),
    ],
    [
      'that is the default one',
      activateMode(atWork, { mode: 'office' }),
      activated({ mode: 'office' }),
    ],
    ['again, after its end', activateMode(byHand(ONE, ONE), { mode: 'away' }), activated(late)],
  ])('%s', (_, decided, expected) => expect(decided).toEqual(expected));
});

describe('a mode is cleared', () => {
  it.each([
    ['without a profile', clearMode(idle), refused('no-active-profile')],
    ['that nobody activated', clearMode(atWork), unchanged],
    ['that held until then', clearMode(byHand('cleared')), cleared({})],
    ['that would end at one', clearMode(byHand(ONE)), cleared({ until: ONE })],
    ['that has ended', clearMode(byHand(ONE, ONE)), unchanged],
  ])('%s', (_, decided, expected) => expect(decided).toEqual(expected));
});

describe('the owner’s timer', () => {
  it.each([
    ['before the end', changePeriods(byHand(TWO, ONE)), unchanged],
    [
      'at the end',
      changePeriods(byHand(ONE, ONE)),
      fact('PeriodsChanged', { effectiveAt: ONE, ...settled }),
    ],
    [
      'late',
      changePeriods(byHand(ONE, TWO)),
      fact('PeriodsChanged', { effectiveAt: ONE, ...settled }),
    ],
    ['without an end', changePeriods(byHand('cleared', TWO)), unchanged],
    ['without a profile', changePeriods(idle), unchanged],
  ])('%s', (_, decided, expected) => expect(decided).toEqual(expected));
});
