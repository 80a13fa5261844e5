import {
  type Consumer,
  type ConsumerInfo,
  type ConsumerMessages,
  DeliverPolicy,
  type OrderedConsumerOptions,
} from '@nats-io/jetstream';
import type { Bus } from '../connection.js';

/** A consumer whose reader is gone is dropped by the engine after this long without a pull. */
const INACTIVE_MS = 60_000;
/**
 * How long one pull waits at the engine. After a restart of an engine that is not ready at once the
 * client tries again only after as long.
 */
const PULL_MS = 5_000;
/** Two of these missed and the consumer is made again where it stopped: the engine lost it. */
const HEARTBEAT_MS = 2_000;
/** More are asked for when a fourth of the buffer is left: every request is a write to the engine. */
const REFILL_PARTS = 4;

/** What to read, and from where. */
export interface OrderedStart {
  readonly stream: string;
  /** One filter: two or more read twenty times slower. */
  readonly filter: string;
  /**
   * A sequence, or 'last': the last message of each subject, then all that follow; or a moment:
   * milliseconds since the epoch.
   */
  readonly from: number | 'last' | { readonly sinceMs: number };
  /** Bodies stay at the engine. */
  readonly headersOnly?: true;
  /** Messages asked for at once, so held in memory at most. */
  readonly bufferMessages: number;
}

/** Messages of a stream in order, without a gap, over losses of the connection and of the engine. */
export interface OrderedReading {
  readonly messages: ConsumerMessages;
  /** Messages that were waiting when the reading began. */
  readonly pending: number;
  /** The engine's clock then, milliseconds since the epoch. */
  readonly engineMs: number;
  /** Ends the loop over `messages` and removes the consumer from the engine. Idempotent, never throws. */
  close(): Promise<void>;
}

/** Starts an ordered reading; throws what the engine answers. */
export async function readInOrder(
  bus: Pick<Bus, 'js' | 'connected'>,
  start: OrderedStart,
): Promise<OrderedReading> {
  const consumer = await bus.js.consumers.get(start.stream, {
    filter_subjects: start.filter,
    inactive_threshold: INACTIVE_MS,
    ...(start.headersOnly === undefined ? {} : { headers_only: true }),
    ...startOf(start.from),
  });
  const info = await consumer.info(true);
  const messages = await consumer.consume({
    max_messages: start.bufferMessages,
    threshold_messages: Math.max(1, Math.floor(start.bufferMessages / REFILL_PARTS)),
    expires: PULL_MS,
    idle_heartbeat: HEARTBEAT_MS,
  });
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => (closed ??= closeReading(bus, consumer, messages));
  return { messages, pending: info.num_pending, engineMs: engineMsOf(info), close };
}

/** `ts` of an answer of the engine: the client's types leave it out. */
const engineMsOf = (info: ConsumerInfo): number =>
  'ts' in info && typeof info.ts === 'string' ? Date.parse(info.ts) : 0;

function startOf(from: OrderedStart['from']): Partial<OrderedConsumerOptions> {
  if (from === 'last') return { deliver_policy: DeliverPolicy.LastPerSubject };
  if (typeof from === 'number') return { opt_start_seq: from };
  const { sinceMs } = from;
  return {
    deliver_policy: DeliverPolicy.StartTime,
    opt_start_time: new Date(sinceMs).toISOString(),
  };
}

async function closeReading(
  bus: Pick<Bus, 'connected'>,
  consumer: Consumer,
  messages: ConsumerMessages,
): Promise<void> {
  messages.stop();
  if (!bus.connected()) return;
  // Where this fails the engine drops it after `INACTIVE_MS`.
  await consumer.delete().catch(() => false);
}
