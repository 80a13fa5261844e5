import { describe, expect, it } from '@jest/globals';
import { long, modeFaults, office, type Json } from './validate.fixture.js';

const at = (member: string) => [`/modes/2/${member}`];

describe('C2.1 to C2.5 a mode as uploaded', () => {
  it.each<[string, Json, readonly string[]]>([
    ['an unknown member', { colour: 1 }, at('colour')],
    ['no id', { mode: undefined }, ['/modes/2/mode', '/defaultMode']],
    ['an order of 0', { order: 0 }, []],
    ['an order below 0', { order: -1 }, at('order')],
    ['half an order', { order: 1.5 }, at('order')],
    ['an order past what is exact', { order: 2 ** 53 }, at('order')],
    ['an order in writing', { order: '3' }, at('order')],
    ['no availability', { availability: undefined }, at('availability')],
    ['a state of another kind', { availability: { state: 'busy' } }, at('availability/state')],
    ['no state', { availability: {} }, at('availability/state')],
    ['a state alone', { availability: 'available' }, at('availability')],
    ['the state unknown', { availability: { state: 'unknown' } }, []],
    [
      'a number without a transfer',
      { availability: { state: 'available', number: '+33140000000' } },
      at('availability/number'),
    ],
    [
      'a transfer without a number',
      { availability: { state: 'transfer' } },
      at('availability/number'),
    ],
    [
      'a transfer with more',
      { availability: { state: 'transfer', number: '+33140000000', to: 1 } },
      at('availability/to'),
    ],
    ['a number that is none', { availability: number('+331400000') }, at('availability/number')],
    ['a number of no country', { availability: number('+99912345678') }, at('availability/number')],
    [
      'a number with spaces',
      { availability: number('+33 1 40 00 00 00') },
      at('availability/number'),
    ],
    ['a number without +', { availability: number('33140000000') }, at('availability/number')],
    [
      'a number with an extension',
      { availability: number('+14155552671;ext=2') },
      at('availability/number'),
    ],
    ['an emergency number', { availability: number('+33112') }, at('availability/number')],
    ['a number of a mobile', { availability: number('+4915112345678') }, []],
    ['a freephone number of the world', { availability: number('+80012345678') }, []],
    ['a transfer terminal without a transfer', { transferTerminal: 'car' }, []],
    ['a transfer terminal of 25', { transferTerminal: long(25) }, at('transferTerminal')],
    ['no transfer terminal, in writing', { transferTerminal: null }, at('transferTerminal')],
    ['no audience', { audience: undefined }, at('audience')],
    ['an audience of no form', { audience: {} }, at('audience')],
    ['an audience of two forms', { audience: { everyone: true, only: [] } }, at('audience')],
    ['everyone, not', { audience: { everyone: false } }, at('audience/everyone')],
    ['only nobody', { audience: { only: [] } }, []],
    ['except nobody', { audience: { except: [] } }, []],
    ['a user twice', { audience: { only: ['bob', 'bob'] } }, at('audience/only/1')],
    ['a user that is none', { audience: { except: ['b b'] } }, at('audience/except/0')],
    ['others beside only', { audience: { only: ['bob'], others: 'next' } }, []],
    [
      'others told something else',
      { audience: { only: ['bob'], others: 'unknown' } },
      at('audience/others'),
    ],
    [
      'others beside except',
      { audience: { except: ['bob'], others: 'next' } },
      at('audience/others'),
    ],
    [
      'others beside everyone',
      { audience: { everyone: true, others: 'next' } },
      at('audience/others'),
    ],
    ['an audience with more', { audience: { everyone: true, groups: [] } }, at('audience/groups')],
    ['no notification mode', { notification: undefined }, at('notification')],
    ['another notification mode', { notification: 'loud' }, at('notification')],
    ['rules that are no list', { rules: {} }, at('rules')],
    ['a rule without an end', { rules: [{ start: '2026-01-05T09:00' }] }, at('rules/0/end')],
    ['a rule with more', { rules: [{ ...office.rules[0], until: 1 }] }, at('rules/0/until')],
    [
      'a rule to the second',
      { rules: [{ start: '2026-01-05T09:00:00', end: '2026-01-05T10:00' }] },
      at('rules/0/start'),
    ],
    [
      'a recurrence that is no text',
      { rules: [{ ...office.rules[0], recur: [] }] },
      at('rules/0/recur'),
    ],
    [
      'two faults of one rule',
      { rules: [{ start: '2026-02-30T09:00', end: '2026-01-05T25:00' }] },
      ['/modes/2/rules/0/start', '/modes/2/rules/0/end'],
    ],
    ['silent', { notification: 'silent' }, []],
  ])('%s', (_, changes, fields) => expect(modeFaults(changes)).toEqual(fields));
});

function number(e164: string): Json {
  return { state: 'transfer', number: e164 };
}
