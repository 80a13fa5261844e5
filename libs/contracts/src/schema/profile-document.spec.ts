import { validateProfile } from '@liaison/domain';
import { describe, expect, it } from '@jest/globals';
import { checkAll } from './check.js';
import { profileDocument } from './profile-document.js';

const office = {
  mode: 'office',
  order: 1,
  availability: { state: 'available' },
  audience: { everyone: true },
  notification: 'immediate',
};
const driving = {
  mode: 'driving',
  order: 2,
  availability: { state: 'transfer', number: '+33140000000' },
  transferTerminal: 'car',
  audience: { only: ['bob'], others: 'next' },
  notification: 'deferred',
};
const away = {
  mode: 'away',
  order: 3,
  availability: { state: 'not-available' },
  audience: { except: ['carol'] },
  notification: 'on-request',
};
const document = {
  profile: 'work',
  label: 'At work',
  zone: 'Europe/Paris',
  contacts: ['bob', 'carol'],
  authorisation: 'open',
  defaultMode: 'away',
  modes: [
    {
      ...office,
      rules: [
        {
          start: '2026-01-05T09:00',
          end: '2026-01-05T17:30',
          recur: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR',
        },
      ],
    },
    driving,
    away,
  ],
};

const isSchemaValid = (value: unknown): boolean => checkAll(profileDocument, value).length === 0;
const isDomainValid = (value: unknown): boolean => 'document' in validateProfile(value);
const withMode = (change: object) => ({ ...document, modes: [{ ...away, ...change }] });

describe('the schema of a profile document', () => {
  it.each([
    ['the protocol’s example', document],
    ['one mode and no contact', { ...document, contacts: [], modes: [away] }],
    ['an audience of nobody', withMode({ audience: { only: [] } })],
    ['a label of 128 faces', { ...document, label: '😀'.repeat(128) }],
    ['1,000 contacts', { ...document, contacts: ids(1000) }],
  ])('takes, as the domain does, %s', (_, value) => {
    expect(validateProfile(value)).toHaveProperty('document');
    expect(checkAll(profileDocument, value)).toEqual([]);
  });

  it.each([
    ['null', null],
    ['no mode', { ...document, modes: [] }],
    ['a member more', { ...document, colour: 'red' }],
    ['no authorisation', { ...document, authorisation: undefined }],
    ['an empty label', { ...document, label: '' }],
    ['a label of 129 characters', { ...document, label: 'x'.repeat(129) }],
    ['a contact of 25 characters', { ...document, contacts: ['a'.repeat(25)] }],
    ['1,001 contacts', { ...document, contacts: ids(1001) }],
    ['33 modes', { ...document, modes: ids(33).map((mode, order) => ({ ...away, mode, order })) }],
    ['a transfer without a number', withMode({ availability: { state: 'transfer' } })],
    [
      'a number beside another state',
      withMode({ availability: { state: 'available', number: '+33140000000' } }),
    ],
    [
      'a number that is not E.164',
      withMode({ availability: { state: 'transfer', number: '0140000000' } }),
    ],
    ['a fifth state', withMode({ availability: { state: 'busy' } })],
    ['two audiences', withMode({ audience: { only: [], except: [] } })],
    ['others beside everyone', withMode({ audience: { everyone: true, others: 'next' } })],
    ['everyone false', withMode({ audience: { everyone: false } })],
    ['an order below 0', withMode({ order: -1 })],
    ['an order between integers', withMode({ order: 1.5 })],
    ['a fifth notification mode', withMode({ notification: 'loud' })],
    [
      'a time to the second',
      withMode({ rules: [{ start: '2026-01-05T09:00:00', end: '2026-01-05T10:00' }] }),
    ],
    ['a rule without an end', withMode({ rules: [{ start: '2026-01-05T09:00' }] })],
  ])('refuses, as the domain does, %s', (_, value) => {
    expect(isDomainValid(value)).toBe(false);
    expect(isSchemaValid(value)).toBe(false);
  });

  it('never refuses what the domain takes: facts already decided must be storable', () => {
    const members = Object.keys(document);
    for (const member of members) {
      for (const value of [null, '', 'x', 'a b', 0, 1, [], {}, ['bob'], [1], true]) {
        const changed = { ...document, [member]: value };
        if (isDomainValid(changed)) expect(isSchemaValid(changed)).toBe(true);
      }
    }
  });
});

/** So many ids of 24 characters. */
function ids(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `u${String(at).padStart(23, '0')}`);
}
