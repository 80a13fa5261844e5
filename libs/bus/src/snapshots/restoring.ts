import { type Settings, bucketLayout, streamLayout } from '@liaison/contracts';
import { RetentionPolicy, StorageType } from '@nats-io/jetstream';
import type { Bus } from '../connection.js';
import { existing } from '../layout/layout.js';

/** Stands in an engine that is being restored; nobody works on half a log. */
const RESTORING = 'RESTORING';

/** A restore into this engine was begun and not ended. */
export class HalfRestored extends Error {
  override readonly name = 'HalfRestored';
}

/** Throws `HalfRestored` where a restore is under way, or was interrupted. */
export async function refuseHalfRestored(bus: Pick<Bus, 'jsm'>): Promise<void> {
  if ((await existing(bus, RESTORING)) === undefined) return;
  throw new HalfRestored(
    'a restore into this engine was begun and not ended: wait for it, or run `liaison restore` again, ' +
      'which begins anew',
  );
}

/** What a restore finds where it begins. */
export interface Beginning {
  /** Streams that stand in its way; where there is one, nothing was done. */
  readonly inTheWay: readonly string[];
  /** An interrupted one had begun here. */
  readonly isAgain: boolean;
}

/** The streams of ours that an engine holds. */
async function streamsThere(
  bus: Pick<Bus, 'jsm'>,
  settings: Pick<Settings, 'prefix' | 'partitions' | 'replicas'>,
): Promise<readonly string[]> {
  const there: string[] = [];
  for (const { name } of [...streamLayout(settings.prefix, settings), ...bucketLayout(settings)]) {
    if ((await existing(bus, name)) !== undefined) there.push(name);
  }
  return there;
}

/**
 * Says that a restore is under way, until `endRestoring`. What an interrupted one left is deleted.
 */
export async function beginRestoring(
  bus: Pick<Bus, 'jsm'>,
  settings: Pick<Settings, 'prefix' | 'partitions' | 'replicas'>,
): Promise<Beginning> {
  const there = await streamsThere(bus, settings);
  if ((await existing(bus, RESTORING)) !== undefined) {
    for (const name of there) await bus.jsm.streams.delete(name);
    return { inTheWay: [], isAgain: true };
  }
  if (there.length > 0) return { inTheWay: there, isAgain: false };
  await bus.jsm.streams.add({
    name: RESTORING,
    description: 'A restore is under way: nothing may work on these streams yet',
    subjects: [`${settings.prefix}.restoring`],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    num_replicas: settings.replicas,
  });
  return { inTheWay: [], isAgain: false };
}

/** Which log an engine holds: when it was created, or its restore was begun, however often it is repeated. */
export async function logBegun({ jsm }: Pick<Bus, 'jsm'>): Promise<string> {
  const isHalf = (await existing({ jsm }, RESTORING)) !== undefined;
  return (await jsm.streams.info(isHalf ? RESTORING : 'FACTS')).created;
}

/** All is restored: work may begin. */
export async function endRestoring(bus: Pick<Bus, 'jsm'>): Promise<void> {
  await bus.jsm.streams.delete(RESTORING);
}
