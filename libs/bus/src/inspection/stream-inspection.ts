import { type Settings, bucketLayout, streamLayout } from '@liaison/contracts';
import type { Bus } from '../connection.js';
import { type LayoutDifference, LayoutMismatch } from '../errors.js';
import { changesOf } from '../layout/compare.js';
import { existing } from '../layout/layout.js';
import { streamConfig } from '../layout/stream-config.js';

/** A stream as it is beside what the layout wants; nothing is changed. */
export type StreamInspection = { readonly stream: string; readonly replicas?: number } & (
  | { readonly state: 'as wanted' | 'missing' }
  /** The next start of an app puts these fields right. */
  | { readonly state: 'differs'; readonly fields: readonly string[] }
  /** No app starts on it. */
  | { readonly state: 'refused'; readonly difference: LayoutDifference }
);

/** Compares every stream and bucket there should be with what there is. */
export function inspectStreams(
  bus: Pick<Bus, 'jsm'>,
  settings: Pick<Settings, 'prefix' | 'partitions' | 'replicas'>,
): Promise<readonly StreamInspection[]> {
  const layouts = [...streamLayout(settings.prefix, settings), ...bucketLayout(settings)];
  return Promise.all(
    layouts.map(async (layout): Promise<StreamInspection> => {
      const { name: stream } = layout;
      const actual = await existing(bus, stream);
      if (actual === undefined) return { stream, state: 'missing' };
      const { num_replicas: replicas } = actual;
      try {
        const fields = Object.keys(changesOf(streamConfig(layout), actual));
        if (fields.length > 0) return { stream, replicas, state: 'differs', fields };
        return { stream, replicas, state: 'as wanted' };
      } catch (error) {
        if (!(error instanceof LayoutMismatch)) throw error;
        return { stream, replicas, state: 'refused', difference: error.difference };
      }
    }),
  );
}
