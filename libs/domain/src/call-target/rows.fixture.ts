import { notAvailable, transfer, unknown } from '../given.fixture.js';
import type { Call } from './call.fixture.js';

const namesBob = { only: ['bob'] };
const namesCarol = { only: ['carol'] };
const carolThenNext = { only: ['carol'], others: 'next' } as const;
const notBob = { except: ['bob'] };
const notCarol = { except: ['carol'] };
const everybody = { everyone: true } as const;
const thenTransfer = { audience: everybody, state: transfer };
const deskAndWeb = ['desk', 'web'];
const goneAndDesk = ['gone', 'desk'];

/** A case a row: what is so, and the step that wins, where the call goes, and why. */
type Row = readonly [string, Call, string];

const stepByStep: readonly Row[] = [
  // each step alone
  ['nobody by that id', { is: 'nobody' }, '1 none: user-not-registered'],
  ['an absent account', { is: 'absent' }, '1 none: user-not-registered'],
  ['a suspended user', { is: 'suspended' }, '1 none: user-suspended'],
  ['an erased user', { is: 'erased' }, '1 none: user-erased'],
  ['one erased long ago', { is: 'erasure-completed' }, '1 none: user-erased'],
  ['one who cannot be read', { is: 'unreadable' }, '1 none: user-unreadable'],
  ['a blocked caller', { bobIsBlocked: true }, '1 none: caller-blocked'],
  ['transfer', { state: transfer }, '2 number: state-transfer'],
  [
    'a transfer terminal',
    { transferTerminal: 'web', connected: deskAndWeb },
    '3 web: transfer-terminal-connected',
  ],
  ['not available', { state: notAvailable }, '4 none: state-not-available'],
  ['a selection', { selected: 'web', connected: deskAndWeb }, '5 web: selected-terminal-connected'],
  ['terminals', {}, '6 desk: terminal-connected'],
  ['no terminal', { connected: [] }, '7 none: no-step-before-applies'],
  // an earlier step before each later one
  ['suspended, in transfer', { is: 'suspended', state: transfer }, '1 none: user-suspended'],
  ['blocked, in transfer', { bobIsBlocked: true, state: transfer }, '1 none: caller-blocked'],
  ['blocked, a selection', { bobIsBlocked: true, selected: 'desk' }, '1 none: caller-blocked'],
  ['blocked, no profile', { bobIsBlocked: true, inactive: true }, '1 none: caller-blocked'],
  [
    'transfer before its terminal',
    { state: transfer, transferTerminal: 'desk' },
    '2 number: state-transfer',
  ],
  [
    'transfer before a selection',
    { state: transfer, selected: 'desk' },
    '2 number: state-transfer',
  ],
  ['transfer, no terminal', { state: transfer, connected: [] }, '2 number: state-transfer'],
  [
    'its terminal before not available',
    { state: notAvailable, transferTerminal: 'desk' },
    '3 desk: transfer-terminal-connected',
  ],
  [
    'its terminal before a selection',
    { transferTerminal: 'desk', selected: 'web', connected: deskAndWeb },
    '3 desk: transfer-terminal-connected',
  ],
  [
    'not available before a selection',
    { state: notAvailable, selected: 'desk' },
    '4 none: state-not-available',
  ],
];

const passedOver: readonly Row[] = [
  [
    'not available, its terminal away',
    { state: notAvailable, transferTerminal: 'web' },
    '4 none: state-not-available',
  ],
  [
    'not available, its terminal removed',
    { state: notAvailable, transferTerminal: 'gone', connected: goneAndDesk },
    '4 none: state-not-available',
  ],
  ['its terminal away', { transferTerminal: 'web' }, '6 desk: terminal-connected'],
  [
    'its terminal removed',
    { transferTerminal: 'gone', connected: goneAndDesk },
    '6 desk: terminal-connected',
  ],
  ['the selected away', { selected: 'web' }, '6 desk: terminal-connected'],
  [
    'the selected removed',
    { selected: 'gone', connected: goneAndDesk },
    '6 desk: terminal-connected',
  ],
  ['a removed one alone', { connected: ['gone'] }, '7 none: no-step-before-applies'],
  // kinds, then the latest
  ['a browser and a softphone', { connected: ['soft', 'web'] }, '6 soft: terminal-connected'],
  ['a browser alone', { connected: ['web'] }, '6 web: terminal-connected'],
  [
    'the later of two phones',
    { kinds: { mobile: 'phone' }, connected: ['desk', 'mobile'] },
    '6 mobile: terminal-connected',
  ],
  [
    'the later, the other way round',
    { kinds: { mobile: 'phone' }, connected: ['mobile', 'desk'] },
    '6 desk: terminal-connected',
  ],
];

const covered: readonly Row[] = [
  ['one named', { audience: namesBob, state: transfer }, '2 number: state-transfer'],
  [
    'one not named: hiding is not refusing',
    { audience: namesCarol, state: notAvailable },
    '6 desk: terminal-connected',
  ],
  [
    'one not named, a selection',
    { audience: namesCarol, state: notAvailable, selected: 'web', connected: deskAndWeb },
    '5 web: selected-terminal-connected',
  ],
  [
    'one not named, but the next asked',
    { audience: carolThenNext, next: thenTransfer },
    '2 number: state-transfer',
  ],
  [
    'one not named, who stops there',
    { audience: namesCarol, next: thenTransfer },
    '6 desk: terminal-connected',
  ],
  ['one excepted', { audience: notBob, state: transfer }, '6 desk: terminal-connected'],
  ['one not excepted', { audience: notCarol, state: transfer }, '2 number: state-transfer'],
  [
    'another, excepted',
    { audience: notCarol, state: transfer, caller: 'carol' },
    '6 desk: terminal-connected',
  ],
];

const foreign: readonly Row[] = (['nobody', 'foreign'] as const).flatMap((caller): Row[] => [
  [`${caller}, everyone`, { caller, state: transfer }, '2 number: state-transfer'],
  [
    `${caller}, not named`,
    { caller, audience: namesCarol, state: transfer },
    '6 desk: terminal-connected',
  ],
  [
    `${caller}, not excepted`,
    { caller, audience: notCarol, state: transfer },
    '6 desk: terminal-connected',
  ],
  [
    `${caller}, past only`,
    { caller, audience: namesCarol, next: thenTransfer },
    '2 number: state-transfer',
  ],
  [
    `${caller}, past except`,
    { caller, audience: notCarol, next: thenTransfer },
    '2 number: state-transfer',
  ],
]);

const silent: readonly Row[] = [
  ['the state unknown', { state: unknown }, '6 desk: terminal-connected'],
  [
    'the state unknown, its terminal',
    { state: unknown, transferTerminal: 'web', connected: deskAndWeb },
    '6 desk: terminal-connected',
  ],
  [
    'the state unknown, a selection',
    { state: unknown, selected: 'web', connected: deskAndWeb },
    '5 web: selected-terminal-connected',
  ],
  ['no active profile', { inactive: true, state: transfer }, '6 desk: terminal-connected'],
  [
    'no active profile, a selection',
    { inactive: true, selected: 'web', connected: deskAndWeb },
    '5 web: selected-terminal-connected',
  ],
  ['no profile, no terminal', { inactive: true, connected: [] }, '7 none: no-step-before-applies'],
  ['a foreigner who is blocked', { caller: 'foreign-blocked' }, '1 none: caller-blocked'],
  ['nobody who is blocked', { caller: 'nobody', bobIsBlocked: true }, '6 desk: terminal-connected'],
];

export const callRows: readonly Row[] = [
  ...stepByStep,
  ...passedOver,
  ...covered,
  ...foreign,
  ...silent,
];
