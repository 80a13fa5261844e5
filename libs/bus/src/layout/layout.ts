import { setTimeout as pause } from 'node:timers/promises';
import { type Settings, bucketLayout, streamLayout } from '@liaison/contracts';
import { JetStreamApiError, type StreamConfig } from '@nats-io/jetstream';
import type { Bus } from '../connection.js';
import { BusAway } from '../errors.js';
import { changesOf } from './compare.js';
import { type WantedConfig, streamConfig } from './stream-config.js';

/** Somebody else may create or change the stream in between, or the engine may still be electing. */
const ATTEMPTS_MAX = 40;
const PAUSE_MS = 250;

const STREAM_NOT_FOUND = 10_059;
const NAME_IN_USE = 10_058;
/** No leader yet, or an answer from before a restart is complete. */
const NOT_READY: ReadonlySet<number> = new Set([10_008, 10_009, 10_023]);

/** What was done to a stream. */
export type LayoutStep = 'created' | 'updated' | 'as wanted';

/**
 * Makes all streams and buckets there are, or compares them: what may be changed is updated, what may
 * not is refused with `LayoutMismatch`. Safe with several apps starting at once. Answers what was
 * done, by stream. Throws `BusAway` where the engine cannot (fewer servers than replicas).
 */
export async function ensureLayout(
  bus: Pick<Bus, 'jsm'>,
  settings: Pick<Settings, 'prefix' | 'partitions' | 'replicas'>,
): Promise<ReadonlyMap<string, LayoutStep>> {
  const wanted = [...streamLayout(settings.prefix, settings), ...bucketLayout(settings)];
  const steps = await Promise.all(
    wanted.map(
      async (layout) => [layout.name, await ensureStream(bus, streamConfig(layout))] as const,
    ),
  );
  return new Map(steps);
}

async function ensureStream(bus: Pick<Bus, 'jsm'>, wanted: WantedConfig): Promise<LayoutStep> {
  let failure: unknown;
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    try {
      const actual = await existing(bus, wanted.name);
      if (actual === undefined) {
        await bus.jsm.streams.add(wanted);
        return 'created';
      }
      const changes = changesOf(wanted, actual);
      if (Object.keys(changes).length === 0) return 'as wanted';
      await bus.jsm.streams.update(wanted.name, { ...actual, ...changes });
      return 'updated';
    } catch (error) {
      if (!(error instanceof JetStreamApiError)) throw error;
      failure = error;
      if (error.code === NAME_IN_USE) continue;
      if (!NOT_READY.has(error.code)) break;
      await pause(PAUSE_MS);
    }
  }
  throw new BusAway(
    `the engine does not make stream ${wanted.name} with ${wanted.num_replicas} replicas: ` +
      `${String(failure)}; start more servers or lower LIAISON_STREAM_REPLICAS`,
    { cause: failure },
  );
}

/** How a stream is configured now; undefined: there is none. */
export async function existing(
  bus: Pick<Bus, 'jsm'>,
  name: string,
): Promise<StreamConfig | undefined> {
  try {
    return (await bus.jsm.streams.info(name)).config;
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === STREAM_NOT_FOUND) return undefined;
    throw error;
  }
}
