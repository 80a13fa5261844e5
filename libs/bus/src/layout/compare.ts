import { PARTITIONS_METADATA } from '@liaison/contracts';
import type { StreamConfig } from '@nats-io/jetstream';
import { type LayoutDifference, LayoutMismatch } from '../errors.js';
import type { WantedConfig } from './stream-config.js';

type Field = keyof WantedConfig;

/** What to do about a field that we do not change ourselves. */
const BY_HAND =
  'it is not changed by itself, because messages could be lost; move the stream away or copy it ' +
  'into one of the right kind, or use an engine account of its own';

/** Never changed: data would be lost, or the stream is somebody else's. */
const FIXED: readonly Field[] = ['subjects', 'retention', 'storage', 'max_msgs_per_subject'];
/** May only be switched on; the engine itself refuses to switch them off. */
const SWITCHED_ON: readonly Field[] = ['deny_delete', 'deny_purge', 'allow_msg_ttl'];
/** Changed where they differ. */
const FREE: readonly Field[] = [
  'num_replicas',
  'description',
  'max_msgs',
  'max_bytes',
  'max_age',
  'duplicate_window',
  'discard',
  'allow_direct',
  'allow_rollup_hdrs',
  'subject_delete_marker_ttl',
  'republish',
];

/**
 * The fields of an existing stream to update, none if it is as wanted. Throws `LayoutMismatch` for
 * the first one that must not be changed.
 */
export function changesOf(wanted: WantedConfig, actual: StreamConfig): Partial<WantedConfig> {
  const differs = (field: Field): boolean => !same(wanted[field], actual[field]);
  const refuse = (field: string, pair: Pair, fix: string): never => {
    const difference: LayoutDifference = { stream: wanted.name, field, ...pair, fix };
    throw new LayoutMismatch(difference);
  };
  const pair = (field: Field): Pair => ({ wanted: wanted[field], actual: actual[field] });

  refuseMetadata(wanted, actual, refuse);
  for (const field of FIXED) if (differs(field)) refuse(field, pair(field), BY_HAND);
  // More copies may be made by themselves, never fewer: somebody relies on them.
  if (actual.num_replicas > wanted.num_replicas) {
    refuse(
      'num_replicas',
      pair('num_replicas'),
      `set LIAISON_STREAM_REPLICAS to ${actual.num_replicas}`,
    );
  }
  for (const field of SWITCHED_ON) {
    if (actual[field] === true && wanted[field] !== true) refuse(field, pair(field), BY_HAND);
  }
  if (!enough(actual.max_consumers, wanted.max_consumers)) {
    refuse('max_consumers', pair('max_consumers'), BY_HAND);
  }
  const changed = [...SWITCHED_ON, ...FREE].filter(differs);
  return Object.fromEntries(changed.map((field) => [field, wanted[field]]));
}

interface Pair {
  readonly wanted: unknown;
  readonly actual: unknown;
}

/** The number of partitions is chosen once: all subjects depend on it. */
function refuseMetadata(
  wanted: WantedConfig,
  actual: StreamConfig,
  refuse: (field: string, pair: Pair, fix: string) => never,
): void {
  for (const [key, value] of Object.entries(wanted.metadata ?? {})) {
    const found = actual.metadata?.[key];
    if (found === value) continue;
    const fix =
      key === PARTITIONS_METADATA && found !== undefined
        ? `the log was created with ${found} partitions for ever: set LIAISON_PARTITIONS to ${found}`
        : BY_HAND;
    refuse(`metadata.${key}`, { wanted: value, actual: found }, fix);
  }
}

/** The engine leaves out what is off, and -1 is more than any number. */
function enough(actual: number | undefined, wanted: number): boolean {
  return actual === undefined || actual <= 0 || actual >= wanted;
}

function same(wanted: unknown, actual: unknown): boolean {
  if (Array.isArray(wanted)) return JSON.stringify(wanted) === JSON.stringify(actual);
  if (typeof wanted === 'object' && wanted !== null) {
    return Object.entries(wanted).every(([key, value]) => same(value, memberOf(actual, key)));
  }
  return (wanted ?? false) === (actual ?? (typeof wanted === 'number' ? 0 : false));
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
