import { describe, expect, it } from '@jest/globals';
import { eventLine } from './event-line.js';
import type { ServiceEventSeen } from './monitor-event.js';

/** Without its colours. */
// oxlint-disable-next-line no-control-regex -- colours begin with one
const plain = (text: string): string => text.replaceAll(/\u001B\[\d+m/g, '');

describe('the line of an event of a service', () => {
  const seen: ServiceEventSeen = {
    event: 'service-event',
    at: '2026-11-23T10:00:00.250Z',
    service: 'telephony',
    type: 'call-missed',
    user: 'alice',
    outcome: 'matched',
    notified: ['messaging', 'log'],
    correlation: 'c1',
    after: [],
  };

  it.each<[string, Partial<ServiceEventSeen>, string]>([
    [
      'says who is notified, and its chain',
      {},
      'telephony call-missed about alice → messaging, log  chain c1',
    ],
    [
      'says what came before it in the chain',
      { after: ['calendar meeting-started'] },
      'telephony call-missed about alice → messaging, log  chain c1 after calendar meeting-started',
    ],
    [
      'says why nobody is notified',
      { outcome: 'refused:unknown-user', notified: [] },
      'telephony call-missed about alice → refused:unknown-user  chain c1',
    ],
  ])('%s', (_, changes, text) => {
    expect(plain(eventLine({ ...seen, ...changes }))).toBe(
      `10:00:00.250 ${'event'.padEnd(26)} ${text}`,
    );
  });
});
