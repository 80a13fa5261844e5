import type { StreamConfig } from '@nats-io/jetstream';
import { type Msg, type Subscription, createInbox } from '@nats-io/transport-node';
import type { Bus } from '../connection.js';
import { SnapshotFailed, callAbout } from './engine-call.js';

/** So much at a time, and so much on its way until it is acknowledged, in bytes. */
const CHUNK_BYTES = 128 * 1024;
const WINDOW_BYTES = 2 * 1024 * 1024;
/** The engine itself gives up after 5 s without an acknowledgement. */
const PATIENCE_MS = 20_000;
/** Status at the end of a snapshot that is whole; a short one has none. */
const WHOLE = 204;

/** What a stream was at one moment. */
export interface StreamCut {
  readonly config: StreamConfig;
  readonly state: StreamEnds;
}

/** How much a stream holds, and between which sequences. */
export interface StreamEnds {
  readonly messages: number;
  readonly bytes: number;
  readonly first_seq: number;
  readonly last_seq: number;
}

/** A stream that is being written down as it was when this was answered. */
export interface Snapshot extends StreamCut {
  /** Resolves when all of it is written; rejects with `SnapshotFailed`, or with what `write` threw. */
  readonly written: Promise<void>;
  /** Writes no more; `written` rejects. */
  cancel(): void;
}

export interface SnapshotOptions {
  readonly stream: string;
  /** With what was handed over to whom: the state of its consumers. */
  readonly consumers: boolean;
}

/**
 * Has the engine write down a stream, in the engine's own format: sequences, recorded times, headers
 * and bodies as they are. What is appended after the answer is left out; what is destroyed while it is
 * being written may be missing. Throws `SnapshotFailed`, and what `Requests` throws.
 */
export async function takeSnapshot(
  bus: Pick<Bus, 'nc' | 'requests'>,
  { stream, consumers }: SnapshotOptions,
  write: (chunk: Uint8Array) => Promise<void>,
): Promise<Snapshot> {
  const inbox = createInbox();
  const arriving = bus.nc.subscribe(inbox);
  const request = {
    deliver_subject: inbox,
    no_consumers: !consumers,
    chunk_size: CHUNK_BYTES,
    window_size: WINDOW_BYTES,
  };
  try {
    const subject = `$JS.API.STREAM.SNAPSHOT.${stream}`;
    const cut = await callAbout<StreamCut>(bus, stream, subject, JSON.stringify(request));
    if (cut === undefined) throw new SnapshotFailed(`stream ${stream}: no answer`);
    const written = receive(arriving, stream, async ({ data, reply = '' }) => {
      await write(data);
      if (reply !== '') bus.nc.publish(reply);
    });
    // Who cancels, or fails elsewhere, does not wait for it.
    written.catch(() => undefined);
    const { config, state } = cut;
    return { config, state, written, cancel: () => arriving.unsubscribe() };
  } catch (error) {
    arriving.unsubscribe();
    throw error;
  }
}

async function receive(
  arriving: Subscription,
  stream: string,
  take: (message: Msg) => Promise<void>,
): Promise<void> {
  const patience = setTimeout(() => arriving.unsubscribe(), PATIENCE_MS);
  try {
    for await (const message of arriving) {
      patience.refresh();
      if (message.data.length > 0) {
        await take(message);
        continue;
      }
      const { code = WHOLE, description = '' } = message.headers ?? {};
      if (code === WHOLE || code === 0) return;
      throw new SnapshotFailed(`stream ${stream} was not written to its end: ${description}`);
    }
    throw new SnapshotFailed(`stream ${stream} was not written to its end`);
  } finally {
    clearTimeout(patience);
    arriving.unsubscribe();
  }
}
