import { streamLayout } from '@liaison/contracts';
import type { StreamConfig } from '@nats-io/jetstream';
import { describe, expect, it } from '@jest/globals';
import { LayoutMismatch } from '../errors.js';
import { changesOf } from './compare.js';
import { type WantedConfig, streamConfig } from './stream-config.js';

const [layout] = streamLayout('liaison', { partitions: 16, replicas: 3 });
if (layout === undefined) throw new Error('the layout begins with FACTS');
const wanted: WantedConfig = streamConfig(layout);
const actual = (other: Partial<StreamConfig> = {}): StreamConfig =>
  ({ ...wanted, ...other }) as StreamConfig;
const refusal = (other: Partial<StreamConfig>): LayoutMismatch => {
  try {
    changesOf(wanted, actual(other));
  } catch (error) {
    if (error instanceof LayoutMismatch) return error;
    throw error;
  }
  throw new Error('not refused');
};

describe('a stream that is there already', () => {
  it('is left alone where it is as wanted', () => {
    expect(changesOf(wanted, actual())).toEqual({});
  });

  it('is left alone where the engine leaves out what is off', () => {
    const { deny_delete, deny_purge, ...rest } = wanted;
    const off = { ...rest, deny_delete: false, deny_purge: false } as WantedConfig;
    expect(changesOf(off, rest as StreamConfig)).toEqual({});
    expect([deny_delete, deny_purge]).toEqual([true, true]);
  });

  it.each([
    ['description', { description: 'something else' }],
    ['max_age', { max_age: 1_000_000_000 }],
    ['max_msgs', { max_msgs: 5 }],
    ['max_bytes', { max_bytes: 5 }],
    ['duplicate_window', { duplicate_window: 1_000_000_000 }],
    ['deny_delete', { deny_delete: false }],
    ['deny_purge', { deny_purge: false }],
    ['allow_direct', { allow_direct: false }],
    ['num_replicas', { num_replicas: 1 }],
  ] as const)('is given the %s that is wanted', (field, other) => {
    expect(changesOf(wanted, actual(other))).toEqual({ [field]: wanted[field] });
  });

  it.each([
    ['subjects', { subjects: ['other.facts.>'] }],
    ['subjects', { subjects: ['liaison.facts.>', 'liaison.more.>'] }],
    ['retention', { retention: 'interest' as StreamConfig['retention'] }],
    ['storage', { storage: 'memory' as StreamConfig['storage'] }],
    ['max_msgs_per_subject', { max_msgs_per_subject: 1 }],
    ['num_replicas', { num_replicas: 5 }],
    ['allow_msg_ttl', { allow_msg_ttl: true }],
    ['max_consumers', { max_consumers: 10 }],
    ['metadata.liaison-partitions', { metadata: {} }],
  ] as const)('is refused for its %s', (field, other) => {
    const { difference, message } = refusal(other as Partial<StreamConfig>);
    expect(difference).toMatchObject({ stream: 'FACTS', field });
    expect(message).toContain(field);
    expect(difference.fix).not.toBe('');
  });

  it('is refused for its number of partitions, with the setting to change', () => {
    const { message } = refusal({ metadata: { 'liaison-partitions': '4' } });
    expect(message).toContain('LIAISON_PARTITIONS to 4');
  });
});
