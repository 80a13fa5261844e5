import type { Bus } from '../connection.js';
import { BusAway } from '../errors.js';
import { readInOrder } from '../ordered/ordered.js';
import type { KeyRing, PartitionProjection } from '../ports.js';
import { FACTS, type LogPlace, logEnd } from './fact-log.js';
import { Folding } from './folding.js';
import { KeysAhead } from './keys-ahead.js';
import { parkReason } from './reasons.js';

const BUFFER_FACTS = 1_000;
const NS_PER_MS = 1_000_000;

/** Which facts are folded once more, and with what their boxes are opened. */
export interface ReplayOptions {
  readonly bus: Bus;
  readonly keys: KeyRing;
  readonly partition: number;
  /** The last fact that is folded already; `LOG_START`: none is. */
  readonly after: LogPlace;
  /** No fact behind this sequence is folded; absent: up to the end that the log has now. */
  readonly upTo?: number;
  /** Ends it between two facts. */
  readonly signal: AbortSignal;
  /** Called after every fact; where it answers something to wait for, the next one waits. */
  folded(place: LogPlace): Promise<void> | void;
}

/** The last sequence of a partition's facts; 0: there are none. */
export function partitionEnd(bus: Bus, partition: number): Promise<number> {
  return logEnd(bus, bus.subjects.factsOf(partition));
}

/**
 * Folds a partition's facts, up to the end that the log has now unless told otherwise, beside whoever owns it: nothing is
 * sent or stored, and what cannot be folded is parked by the owner alone. Answers the last one
 * folded. Throws what stops a partition: `KeysAway`, `KeyMissing`, `UnknownFactType`.
 */
export async function replay(
  options: ReplayOptions,
  projection: Pick<PartitionProjection, 'fold' | 'poison'>,
): Promise<LogPlace> {
  const { bus, partition, after, upTo, signal } = options;
  const end = Math.min(upTo ?? Infinity, await partitionEnd(bus, partition));
  if (after.sequence >= end || signal.aborted) return after;
  const reading = await readInOrder(bus, {
    stream: FACTS,
    filter: bus.subjects.factsOf(partition),
    from: after.sequence + 1,
    bufferMessages: BUFFER_FACTS,
  });
  const stop = (): void => reading.messages.stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await foldAll(options, { messages: reading.messages, end }, projection);
  } finally {
    signal.removeEventListener('abort', stop);
    await reading.close();
  }
}

/** What is read, and up to where. */
interface Read {
  readonly messages: Awaited<ReturnType<typeof readInOrder>>['messages'];
  readonly end: number;
}

async function foldAll(
  options: ReplayOptions,
  { messages, end }: Read,
  projection: Pick<PartitionProjection, 'fold' | 'poison'>,
): Promise<LogPlace> {
  const { partition, signal } = options;
  let place = options.after;
  const folding = new Folding({ ...options, parking: unparked }, partition, projection, {
    open: () => !signal.aborted,
    busy: () => undefined,
  });
  for await (const message of new KeysAhead(messages, options, () => true)) {
    if (signal.aborted) break;
    if (message.seq > end) return place;
    const taken = folding.take(message);
    if (taken !== true && !(await taken)) break;
    const recordedMs = Math.floor(message.info.timestampNanos / NS_PER_MS);
    place = { sequence: message.seq, recordedMs };
    const stored = options.folded(place);
    if (stored instanceof Promise) await stored;
    if (message.seq >= end) return place;
  }
  if (signal.aborted) return place;
  throw new BusAway('the engine ended the reading of its log');
}

/** The reason alone, as parking would answer it. */
const unparked = {
  park: (_partition: number, _message: object, error: unknown) =>
    Promise.resolve(parkReason(error)),
};
