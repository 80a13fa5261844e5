import { describe, expect, it } from '@jest/globals';
import { type Consent, PENDING_MAX, REQUESTS_KEPT_MAX } from '@liaison/domain';
import { PendingAsks } from './pending-asks.js';

const at = '2026-03-02T12:00:00.000Z';
const context = { instant: at };
const asked: Consent = { ask: { at } };
/** In the order of their arrival. */
const name = (n: number): string => `user-${String(n).padStart(5, '0')}`;

function full(): { consents: Record<string, Consent>; requests: PendingAsks } {
  const consents: Record<string, Consent> = {};
  const requests = new PendingAsks();
  for (let n = 0; n < REQUESTS_KEPT_MAX; n++) requests.put(consents, name(n), asked);
  return { consents, requests };
}

describe('requests that nobody has decided', () => {
  it('are kept up to a limit; a decision makes room, and is kept itself', () => {
    const { consents, requests } = full();
    requests.put(consents, 'late', asked);
    requests.put(consents, name(0), { ask: { at: '2026-03-03T12:00:00.000Z' } });
    expect(Object.keys(consents)).toHaveLength(REQUESTS_KEPT_MAX);
    requests.put(consents, 'friend', { grant: { at }, ask: { at } });
    requests.put(consents, name(1), { denied: { at } });
    requests.put(consents, 'later', asked);
    requests.put(consents, 'latest', asked);
    expect(Object.keys(consents)).toHaveLength(REQUESTS_KEPT_MAX + 2);
    expect([consents['late'], consents['latest']]).toEqual([undefined, undefined]);
    requests.put(consents, name(2), {});
    requests.put(consents, 'latest', asked);
    expect(consents['latest']).toEqual(asked);
  });

  it('are counted again when they come from a row', () => {
    const { consents } = full();
    const requests = new PendingAsks();
    requests.restore(consents);
    requests.put(consents, 'late', asked);
    expect(consents['late']).toBeUndefined();
    expect(requests.awaiting(consents, context)).toHaveLength(PENDING_MAX);
  });

  it('are shown as the last one left them', () => {
    const consents: Record<string, Consent> = {};
    const requests = new PendingAsks();
    expect(requests.awaiting(consents, context)).toEqual([]);
    requests.put(consents, 'bob', asked);
    expect(requests.awaiting(consents, context)).toEqual(['bob']);
    requests.put(consents, 'bob', { denied: { at } });
    expect(requests.awaiting(consents, context)).toEqual([]);
  });
});
