import { describe, expect, it } from '@jest/globals';
import { INBOX_AGE_MS, PARTITIONS_METADATA, bucketLayout, streamLayout } from './streams.js';
import { Subjects } from './subjects.js';

const layout = streamLayout('liaison', { partitions: 16, replicas: 3 });
const named = (name: string) => layout.find((stream) => stream.name === name);

function covers(pattern: string, subject: string): boolean {
  const tokens = subject.split('.');
  const wanted = pattern.split('.');
  const isOpen = wanted.at(-1) === '>';
  const named = isOpen ? wanted.slice(0, -1) : wanted;
  if (isOpen ? tokens.length <= named.length : tokens.length !== named.length) return false;
  return named.every((token, at) => token === '*' || token === tokens[at]);
}

/** The streams that store a subject. */
const homes = (subject: string): readonly string[] =>
  layout
    .filter(({ subjects }) => subjects.some((pattern) => covers(pattern, subject)))
    .map((stream) => stream.name);

describe('the layout', () => {
  it('holds the streams there are, and nothing that nobody uses yet', () => {
    expect(layout.map((stream) => stream.name)).toEqual([
      'FACTS',
      'STATE',
      'SHOWN',
      'REGISTRY',
      'EVENTS_IN',
      'EVENTS_OUT',
      'INBOX',
      'DELIVERY',
      'LEASES',
      'ASKS',
      'CKPT',
      'PARKED',
    ]);
    expect(bucketLayout({ replicas: 3 }).map((bucket) => bucket.name)).toEqual([
      'KV_ROWS',
      'KV_KEYS',
    ]);
  });

  it('keeps facts for ever and remembers the number of partitions', () => {
    expect(named('FACTS')).toMatchObject({
      ageMaxMs: 0,
      messagesPerSubjectMax: 0,
      denyDelete: true,
      denyPurge: true,
      allowDirect: true,
      allowRollup: false,
      metadata: { [PARTITIONS_METADATA]: '16' },
    });
    expect(named('FACTS')).not.toHaveProperty('republish');
  });

  it('keeps the last state of each user and tells who listens', () => {
    expect(named('STATE')).toMatchObject({
      messagesPerSubjectMax: 1,
      allowDirect: true,
      republish: { source: 'liaison.state.>', destination: 'liaison.live.>' },
    });
  });

  it('keeps one lease a holder, lets it expire, and marks its end', () => {
    expect(named('LEASES')).toMatchObject({
      messagesPerSubjectMax: 1,
      allowMessageTtl: true,
      markerTtlMs: 60_000,
      allowDirect: true,
    });
  });

  it.each(['REGISTRY', 'DELIVERY'])('keeps the facts in %s for ever', (name) => {
    expect(named(name)).toMatchObject({
      ageMaxMs: 0,
      messagesPerSubjectMax: 0,
      duplicateWindowMs: named('FACTS')?.duplicateWindowMs,
      denyDelete: true,
      denyPurge: true,
    });
  });

  it('lets no service silence another, and keeps what they send for a week', () => {
    expect(named('EVENTS_IN')).toMatchObject({
      ageMaxMs: 7 * 24 * 3_600_000,
      duplicateWindowMs: 100,
      allowRollup: false,
      allowMessageTtl: false,
    });
  });

  it('keeps what waits for a user until its end is recorded, and a day longer', () => {
    const { ageMaxMs, denyDelete, duplicateWindowMs } = named('INBOX') ?? {};
    expect(ageMaxMs).toBe(INBOX_AGE_MS + 24 * 3_600_000);
    expect([denyDelete, duplicateWindowMs]).toEqual([false, 120_000]);
  });

  it('keeps a copy as long as the copy itself says', () => {
    expect(named('EVENTS_OUT')).toMatchObject({
      ageMaxMs: 0,
      allowMessageTtl: true,
      markerTtlMs: 0,
    });
    expect(named('EVENTS_OUT')?.consumersMax).toBeGreaterThan(0);
  });

  it('lets a key be destroyed', () => {
    const keys = bucketLayout({ replicas: 1 }).find((bucket) => bucket.bucket === 'KEYS');
    expect(keys).toMatchObject({ denyDelete: false, subjects: ['$KV.KEYS.>'] });
  });

  it.each([...layout, ...bucketLayout({ replicas: 3 })])(
    '$name is replicated as asked and takes the consumers of every partition',
    (stream) => {
      expect(stream.replicas).toBe(3);
      expect(stream.consumersMax).toBeGreaterThanOrEqual(256 * 8);
      expect(stream.duplicateWindowMs).toBeGreaterThanOrEqual(100);
    },
  );

  it('has one home for every subject that is stored', () => {
    const subjects = new Subjects('liaison', 16);
    expect(homes(subjects.fact({ kind: 'profile', user: 'alice' }))).toEqual(['FACTS']);
    expect(homes(subjects.state('alice'))).toEqual(['STATE']);
    expect(homes(subjects.shown('alice'))).toEqual(['SHOWN']);
    expect(homes(subjects.gatewayLease('g1'))).toEqual(['LEASES']);
    expect(homes(subjects.serviceLease('tel', 'c1'))).toEqual(['LEASES']);
    expect(homes(subjects.fact({ kind: 'service-account', service: 'tel' }))).toEqual(['FACTS']);
    expect(homes(subjects.fact({ kind: 'registry', service: 'tel' }))).toEqual(['REGISTRY']);
    expect(homes(subjects.fact({ kind: 'matched', service: 'tel' }))).toEqual(['DELIVERY']);
    expect(homes(subjects.fact({ kind: 'delivery', service: 'tel' }))).toEqual(['DELIVERY']);
    expect(homes(subjects.fact({ kind: 'inbox', user: 'alice' }))).toEqual(['DELIVERY']);
    expect(homes(subjects.inbox('alice'))).toEqual(['INBOX']);
    expect(homes(subjects.itemsAsk('alice'))).toEqual([]);
    expect(homes(subjects.eventsIn('tel', 'call.missed'))).toEqual(['EVENTS_IN']);
    expect(homes(subjects.eventsOut('tel'))).toEqual(['EVENTS_OUT']);
    expect(homes('$JS.EVENT.METRIC.CONSUMER.ACK.EVENTS_OUT.svc-tel')).toEqual(['DELIVERY']);
    expect(homes('$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.EVENTS_OUT.svc-tel')).toEqual([
      'DELIVERY',
    ]);
    expect(homes(subjects.parkedService('tel'))).toEqual(['PARKED']);
    expect(homes(subjects.refused('tel'))).toEqual([]);
    expect(homes(subjects.call('tel', 'n'))).toEqual([]);
    expect(homes(subjects.serviceRequest('tel', 'connect'))).toEqual([]);
    expect(homes(subjects.asks('alice'))).toEqual(['ASKS']);
    expect(homes(subjects.checkpoint('availability', 1))).toEqual(['CKPT']);
    expect(homes(subjects.parkedProjector('availability'))).toEqual(['PARKED']);
    expect(homes(subjects.live('alice'))).toEqual([]);
    expect(homes(subjects.self('alice'))).toEqual([]);
    expect(homes(subjects.command('auth', 'user.add'))).toEqual([]);
  });
});
