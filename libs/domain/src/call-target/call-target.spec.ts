import { describe, expect, it } from '@jest/globals';
import { notAvailable, transfer, unknown } from '../given.fixture.js';
import type { CallTarget } from './answer.js';
import { type Call, called } from './call.fixture.js';
import { callRows } from './rows.fixture.js';

/** `3 web: transfer-terminal-connected` */
function told({ step, target, because }: CallTarget): string {
  const where = 'none' in target ? 'none' : 'terminal' in target ? target.terminal : 'number';
  return `${step} ${where}: ${because}`;
}

const away = { connected: [] };

describe('the call target', () => {
  it.each(callRows)('%s', (_, call, expected) => {
    expect(told(called(call))).toBe(expected);
  });

  it.each(callRows)('%s: each step before is named', (_, call) => {
    const { step, rejected } = called(call);
    expect(rejected.map((one) => one.step)).toEqual([1, 2, 3, 4, 5, 6].slice(0, step - 1));
  });

  it('is a number, a terminal with its own number if it has one, or nothing', () => {
    expect(called({ state: transfer }).target).toEqual({ number: '+33140000000' });
    expect(called({}).target).toEqual({ terminal: 'desk', kind: 'phone', number: '+33155000000' });
    expect(called({ connected: ['web'] }).target).toEqual({ terminal: 'web', kind: 'browser' });
    expect(called(away).target).toEqual({ none: true });
  });

  it.each<[string, Call, readonly string[]]>([
    [
      'nothing to ring',
      away,
      ['state-available', 'no-transfer-terminal', 'state-available', 'no-terminal-selected'],
    ],
    [
      'terminals that are away',
      { ...away, transferTerminal: 'web', selected: 'soft' },
      [
        'state-available',
        'transfer-terminal-not-connected',
        'state-available',
        'selected-terminal-not-connected',
      ],
    ],
    [
      'terminals that are removed',
      { connected: ['gone'], transferTerminal: 'gone', selected: 'gone' },
      [
        'state-available',
        'transfer-terminal-removed',
        'state-available',
        'selected-terminal-removed',
      ],
    ],
    [
      'no profile',
      { ...away, inactive: true },
      ['no-active-profile', 'no-active-profile', 'no-active-profile', 'no-terminal-selected'],
    ],
    [
      'no mode',
      { ...away, audience: { only: [] } },
      ['no-applicable-mode', 'no-applicable-mode', 'no-applicable-mode', 'no-terminal-selected'],
    ],
    [
      'a mode that says nothing',
      { ...away, state: unknown },
      ['state-unknown', 'state-unknown', 'state-unknown', 'no-terminal-selected'],
    ],
  ])('with %s says why', (_, call, reasons) => {
    expect(called(call).rejected.map(({ reason }) => reason)).toEqual([
      'user-registered',
      ...reasons,
      'no-terminal-connected',
    ]);
  });

  it('with a state of not available says so before it decides', () => {
    expect(called({ state: notAvailable }).rejected).toEqual([
      { step: 1, reason: 'user-registered' },
      { step: 2, reason: 'state-not-available' },
      { step: 3, reason: 'no-transfer-terminal' },
    ]);
  });
});
