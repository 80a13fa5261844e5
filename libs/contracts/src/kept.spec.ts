import { describe, expect, it } from '@jest/globals';
import { STREAMS_IN_BACKUP, STREAMS_NOT_IN_BACKUP } from './kept.js';
import { bucketLayout, streamLayout } from './streams.js';

const at = (name: (typeof STREAMS_IN_BACKUP)[number]): number => STREAMS_IN_BACKUP.indexOf(name);

describe('what a backup holds', () => {
  it('is decided for every stream and bucket there is', () => {
    const options = { partitions: 16, replicas: 1 };
    const all = [...streamLayout('liaison', options), ...bucketLayout(options)];
    const decided: readonly string[] = [...STREAMS_IN_BACKUP, ...STREAMS_NOT_IN_BACKUP];
    expect(all.map(({ name }) => name).toSorted()).toEqual(decided.toSorted());
  });

  it('is taken in an order in which nothing names what is not in it', () => {
    for (const copies of ['EVENTS_OUT', 'INBOX', 'PARKED'] as const) {
      expect(at(copies)).toBeLessThan(at('DELIVERY'));
    }
    for (const cause of ['EVENTS_IN', 'FACTS', 'REGISTRY'] as const) {
      expect(at('DELIVERY')).toBeLessThan(at(cause));
    }
    expect(at('FACTS')).toBeLessThan(at('REGISTRY'));
  });
});
