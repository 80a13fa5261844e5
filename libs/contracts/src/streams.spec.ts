import { describe, expect, it } from '@jest/globals';
import { PARTITIONS_METADATA, bucketLayout, streamLayout } from './streams.js';
import { Subjects } from './subjects.js';

const layout = streamLayout('liaison', { partitions: 16, replicas: 3 });
const named = (name: string) => layout.find((stream) => stream.name === name);

/** The streams that store a subject. */
const homes = (subject: string): readonly string[] =>
  layout
    .filter(({ subjects: [pattern = ''] }) => subject.startsWith(pattern.slice(0, -1)))
    .map((stream) => stream.name);

describe('the layout', () => {
  it('holds the streams there are, and nothing that nobody uses yet', () => {
    expect(layout.map((stream) => stream.name)).toEqual([
      'FACTS',
      'STATE',
      'LEASES',
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
    expect(homes(subjects.gatewayLease('g1'))).toEqual(['LEASES']);
    expect(homes(subjects.checkpoint('availability', 1))).toEqual(['CKPT']);
    expect(homes(subjects.parkedProjector('availability'))).toEqual(['PARKED']);
    expect(homes(subjects.live('alice'))).toEqual([]);
    expect(homes(subjects.self('alice'))).toEqual([]);
    expect(homes(subjects.command('auth', 'user.add'))).toEqual([]);
  });
});
