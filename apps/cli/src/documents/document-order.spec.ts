import { expect, it } from '@jest/globals';
import { canonicalJson, rpcMethod } from '@liaison/contracts';
import { inOrderOf } from './document-order.js';

/** As the README writes one. */
const written = {
  profile: 'week',
  label: 'My week',
  zone: 'Europe/Paris',
  contacts: ['dave', 'bob'],
  authorisation: 'open',
  defaultMode: 'away',
  modes: [
    {
      mode: 'driving',
      order: 2,
      availability: { state: 'transfer', number: '+33140000000' },
      audience: { only: ['bob'], others: 'next' },
      notification: 'immediate',
      transferTerminal: 'car',
      rules: [{ start: '2026-01-05T09:00', end: '2026-01-05T17:30', recur: 'FREQ=DAILY' }],
    },
  ],
};

it('a profile is shown in the order of its document, not of the alphabet', () => {
  const stored: unknown = JSON.parse(canonicalJson(written));
  expect(JSON.stringify(stored)).not.toBe(JSON.stringify(written));
  const shown = inOrderOf(rpcMethod('profile.get').result, { profile: stored, version: 3 });
  expect(JSON.stringify(shown)).toBe(JSON.stringify({ profile: written, version: 3 }));
});
