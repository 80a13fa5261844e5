import { blocked, granted, NOON, notAvailable, ONE, transfer, unknown } from '../given.fixture.js';
import type { Audience } from '../profile/document.js';
import type { LineNumber } from './explanation.js';
import type { Connectability } from './state.js';
import type { World } from './world.fixture.js';

const hidden: Audience = { only: [] };
const named: Audience = { only: ['bob'] };

/** A case a row: what is so, the line that wins, what the viewer is told. */
export const ruleRows: readonly [string, World, LineNumber, Connectability][] = [
  ['all is well', {}, 8, 'connectable'],
  // each line alone
  ['the viewer never registered', { viewerIs: 'nobody' }, 1, 'unknown'],
  ['nothing but an absent account', { viewerIs: 'absent' }, 1, 'unknown'],
  ['the viewer is suspended', { viewerIs: 'suspended' }, 1, 'unknown'],
  ['the viewer is erased', { viewerIs: 'erased' }, 1, 'unknown'],
  ['the viewer was erased long ago', { viewerIs: 'erasure-completed' }, 1, 'unknown'],
  ['the viewer cannot be read', { viewerIs: 'unreadable' }, 1, 'unknown'],
  ['the target never registered', { targetIs: 'nobody' }, 1, 'unknown'],
  ['the target has an absent account', { targetIs: 'absent' }, 1, 'unknown'],
  ['the target is suspended', { targetIs: 'suspended' }, 1, 'unknown'],
  ['the target is erased', { targetIs: 'erased' }, 1, 'unknown'],
  ['the target was erased long ago', { targetIs: 'erasure-completed' }, 1, 'unknown'],
  ['the target cannot be read', { targetIs: 'unreadable' }, 1, 'unknown'],
  ['oneself', { self: true }, 2, 'connectable'],
  ['the viewer is blocked', { consent: blocked }, 3, 'unknown'],
  ['no active profile', { inactive: true }, 3, 'unknown'],
  ['authorisation is required', { required: true }, 4, 'subject-to-authorisation'],
  ['nobody is named', { audience: hidden }, 5, 'unknown'],
  ['the state is unknown', { state: unknown }, 5, 'unknown'],
  ['the state is transfer', { state: transfer }, 6, 'in-transfer'],
  ['the state is not available', { state: notAvailable }, 7, 'not-connectable'],
  ['no terminal is connected', { away: true }, 7, 'not-connectable'],
  // line 1 before each other
  ['oneself, suspended', { self: true, targetIs: 'suspended' }, 1, 'unknown'],
  ['blocked by the erased', { targetIs: 'erased', consent: blocked }, 1, 'unknown'],
  ['suspended, to be authorised', { viewerIs: 'suspended', required: true }, 1, 'unknown'],
  ['suspended, in transfer', { targetIs: 'suspended', state: transfer }, 1, 'unknown'],
  ['suspended, not available', { targetIs: 'suspended', state: notAvailable }, 1, 'unknown'],
  ['a stranger, in transfer', { viewerIs: 'nobody', state: transfer }, 1, 'unknown'],
  // line 2 before each other
  ['oneself, blocked by oneself', { self: true, consent: blocked }, 2, 'connectable'],
  ['oneself, no active profile', { self: true, inactive: true }, 2, 'unknown'],
  ['oneself, authorisation required', { self: true, required: true }, 2, 'connectable'],
  ['oneself, hidden from all', { self: true, audience: hidden }, 2, 'connectable'],
  ['oneself, unknown', { self: true, state: unknown }, 2, 'unknown'],
  [
    'oneself, hidden in transfer',
    { self: true, audience: hidden, state: transfer },
    2,
    'in-transfer',
  ],
  ['oneself, not available', { self: true, state: notAvailable }, 2, 'not-connectable'],
  ['oneself, no terminal', { self: true, away: true }, 2, 'not-connectable'],
  [
    'oneself, in transfer, no terminal',
    { self: true, state: transfer, away: true },
    2,
    'in-transfer',
  ],
  // line 3 before each other
  ['blocked, granted', { consent: { ...blocked, ...granted } }, 3, 'unknown'],
  [
    'blocked, granted and required',
    { consent: { ...blocked, ...granted }, required: true },
    3,
    'unknown',
  ],
  ['blocked, to be authorised', { consent: blocked, required: true }, 3, 'unknown'],
  ['blocked, in transfer', { consent: blocked, state: transfer }, 3, 'unknown'],
  ['blocked, not available', { consent: blocked, state: notAvailable }, 3, 'unknown'],
  ['blocked, no terminal', { consent: blocked, away: true }, 3, 'unknown'],
  ['inactive, granted', { inactive: true, consent: granted }, 3, 'unknown'],
  ['inactive, no terminal', { inactive: true, away: true }, 3, 'unknown'],
  // line 4 before each other, and its conditions
  ['granted', { required: true, consent: granted }, 8, 'connectable'],
  [
    'granted until later',
    { required: true, consent: { grant: { at: NOON, expiresAt: ONE } } },
    8,
    'connectable',
  ],
  [
    'granted until now',
    { required: true, consent: { grant: { at: NOON, expiresAt: NOON } } },
    4,
    'subject-to-authorisation',
  ],
  [
    'a request is pending',
    { required: true, consent: { ask: { at: NOON } } },
    4,
    'subject-to-authorisation',
  ],
  [
    'a request was denied',
    { required: true, consent: { denied: { at: NOON } } },
    4,
    'subject-to-authorisation',
  ],
  ['denied where none is needed', { consent: { denied: { at: NOON } } }, 8, 'connectable'],
  [
    'to be authorised, in transfer',
    { required: true, state: transfer },
    4,
    'subject-to-authorisation',
  ],
  [
    'to be authorised, not available',
    { required: true, state: notAvailable },
    4,
    'subject-to-authorisation',
  ],
  ['to be authorised, no terminal', { required: true, away: true }, 4, 'subject-to-authorisation'],
  ['to be authorised, hidden from all', { required: true, audience: hidden }, 4, 'unknown'],
  [
    'to be authorised, named',
    { required: true, audience: { only: ['bob'] } },
    4,
    'subject-to-authorisation',
  ],
  [
    'to be authorised, not named, next',
    { required: true, audience: { only: ['carol'], others: 'next' } },
    4,
    'unknown',
  ],
  ['to be authorised, excepted', { required: true, audience: { except: ['bob'] } }, 4, 'unknown'],
  [
    'to be authorised, others excepted',
    { required: true, audience: { except: ['carol'] } },
    4,
    'subject-to-authorisation',
  ],
  ['to be authorised, all unknown', { required: true, state: unknown }, 4, 'unknown'],
  [
    'to be authorised, named by an inactive mode',
    { required: true, audience: hidden, spare: { audience: named, state: notAvailable } },
    4,
    'subject-to-authorisation',
  ],
  [
    'to be authorised, excepted by one, named by another',
    {
      required: true,
      audience: { except: ['bob'] },
      spare: { audience: named, state: notAvailable },
    },
    4,
    'subject-to-authorisation',
  ],
  [
    'to be authorised, named by a mode that says nothing',
    { required: true, audience: hidden, spare: { audience: { only: ['bob'] }, state: unknown } },
    4,
    'unknown',
  ],
  ['granted, hidden', { required: true, consent: granted, audience: hidden }, 5, 'unknown'],
  ['granted, no terminal', { required: true, consent: granted, away: true }, 7, 'not-connectable'],
  // lines 5 to 7 before each other
  ['hidden, in transfer', { audience: hidden, state: transfer }, 5, 'unknown'],
  ['hidden, not available', { audience: hidden, state: notAvailable }, 5, 'unknown'],
  ['hidden, no terminal', { audience: hidden, away: true }, 5, 'unknown'],
  ['excepted, no terminal', { audience: { except: ['bob'] }, away: true }, 5, 'unknown'],
  ['unknown, no terminal', { state: unknown, away: true }, 5, 'unknown'],
  ['in transfer, no terminal', { state: transfer, away: true }, 6, 'in-transfer'],
  ['not available, no terminal', { state: notAvailable, away: true }, 7, 'not-connectable'],
];
