import type { StreamLayout } from '@liaison/contracts';
import { DiscardPolicy, RetentionPolicy, StorageType, type StreamConfig } from '@nats-io/jetstream';

const NS_PER_MS = 1_000_000;
const UNLIMITED = -1;

/** The fields of a stream that the layout says something about, as the engine names them. */
export type WantedConfig = Pick<
  StreamConfig,
  | 'name'
  | 'description'
  | 'subjects'
  | 'retention'
  | 'storage'
  | 'num_replicas'
  | 'max_msgs'
  | 'max_bytes'
  | 'max_msgs_per_subject'
  | 'max_age'
  | 'max_consumers'
  | 'duplicate_window'
  | 'discard'
  | 'deny_delete'
  | 'deny_purge'
  | 'allow_direct'
  | 'allow_rollup_hdrs'
  | 'allow_msg_ttl'
  | 'subject_delete_marker_ttl'
  | 'republish'
  | 'metadata'
>;

/** The layout's data in the engine's words. */
export function streamConfig(layout: StreamLayout): WantedConfig {
  const { republish } = layout;
  return {
    name: layout.name,
    description: layout.about,
    subjects: [...layout.subjects],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    num_replicas: layout.replicas,
    max_msgs: UNLIMITED,
    max_bytes: UNLIMITED,
    max_msgs_per_subject:
      layout.messagesPerSubjectMax === 0 ? UNLIMITED : layout.messagesPerSubjectMax,
    max_age: layout.ageMaxMs * NS_PER_MS,
    max_consumers: layout.consumersMax,
    duplicate_window: layout.duplicateWindowMs * NS_PER_MS,
    discard: layout.discard === 'old' ? DiscardPolicy.Old : DiscardPolicy.New,
    deny_delete: layout.denyDelete,
    deny_purge: layout.denyPurge,
    allow_direct: layout.allowDirect,
    // The engine switches it on by itself where it writes markers.
    allow_rollup_hdrs: layout.allowRollup || layout.markerTtlMs > 0,
    allow_msg_ttl: layout.allowMessageTtl,
    subject_delete_marker_ttl: layout.markerTtlMs * NS_PER_MS,
    ...(republish === undefined
      ? {}
      : { republish: { src: republish.source, dest: republish.destination } }),
    metadata: { ...layout.metadata },
  };
}
