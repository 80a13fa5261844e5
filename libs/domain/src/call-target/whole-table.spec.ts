import { describe, expect, it } from '@jest/globals';
import { available, notAvailable, transfer, unknown } from '../given.fixture.js';
import { type Call, called } from './call.fixture.js';

const callers = {
  covered: {},
  excluded: { audience: { except: ['bob'] } },
  blocked: { bobIsBlocked: true },
  absent: { caller: 'nobody' },
  'absent, not everyone': { caller: 'nobody', audience: { except: ['carol'] } },
} as const satisfies Record<string, Call>;
const states = { available, notAvailable, transfer, unknown };
/** Named by the mode or selected: none, one that is connected, that is away, that is removed. */
const named = { none: undefined, connected: 'web', away: 'mobile', removed: 'gone' } as const;
const online = {
  nothing: [],
  browser: ['web'],
  'softphone, then browser': ['soft', 'web'],
  'all kinds': ['web', 'desk', 'soft'],
  'a removed one': ['gone'],
} as const;

interface Cell {
  readonly caller: keyof typeof callers;
  readonly state: keyof typeof states;
  readonly transferTerminal: keyof typeof named;
  readonly selected: keyof typeof named;
  readonly connected: keyof typeof online;
}

const keys = <K extends string>(of: Readonly<Record<K, unknown>>): readonly K[] =>
  Object.keys(of) as K[];
const cells: readonly Cell[] = keys(callers).flatMap((caller) =>
  keys(states).flatMap((state) =>
    keys(named).flatMap((transferTerminal) =>
      keys(named).flatMap((selected) =>
        keys(online).map((connected) => ({ caller, state, transferTerminal, selected, connected })),
      ),
    ),
  ),
);

/** The seven steps once more, said by hand. */
function expected(cell: Cell): string {
  if (cell.caller === 'blocked') return '1 none';
  const speaks = ['covered', 'absent'].includes(cell.caller) && cell.state !== 'unknown';
  const there: readonly string[] = online[cell.connected];
  const isThere = (kind: keyof typeof named): boolean =>
    kind === 'connected' && there.includes('web');
  if (speaks && cell.state === 'transfer') return '2 number';
  if (speaks && isThere(cell.transferTerminal)) return '3 web';
  if (speaks && cell.state === 'notAvailable') return '4 none';
  return isThere(cell.selected) ? '5 web' : anywhere(there);
}

function anywhere(there: readonly string[]): string {
  const first = ['desk', 'soft', 'web'].find((terminal) => there.includes(terminal));
  return first === undefined ? '7 none' : `6 ${first}`;
}

function told(cell: Cell): string {
  const { caller, state, transferTerminal, selected, connected } = cell;
  const call: Call = {
    ...callers[caller],
    state: states[state],
    kinds: { mobile: 'phone' },
    connected: online[connected],
    ...(named[transferTerminal] === undefined ? {} : { transferTerminal: named[transferTerminal] }),
    ...(named[selected] === undefined ? {} : { selected: named[selected] }),
  };
  const { step, target } = called(call);
  const where = 'none' in target ? 'none' : 'terminal' in target ? target.terminal : 'number';
  return `${step} ${where}`;
}

describe('the whole table of the call target (C11.7)', () => {
  it.each(keys(callers))('a caller who is %s, in every state, with every terminal', (caller) => {
    const row = cells.filter((cell) => cell.caller === caller);
    expect(row).toHaveLength(4 * 4 * 4 * 5);
    for (const cell of row)
      expect({ ...cell, is: told(cell) }).toEqual({ ...cell, is: expected(cell) });
  });

  it('comes to every step', () => {
    const steps = new Set(cells.map((cell) => Number(told(cell)[0])));
    expect([...steps].toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
});
