import type { Bus } from '../connection.js';
import { type OrderedReading, type OrderedStart, readInOrder } from './ordered.js';

const BUFFER_MESSAGES = 256;
const PATIENCE_MS = 20_000;

/** A message of an ordered reading. */
export type ReadMessage = OrderedReading['messages'] extends AsyncIterable<infer M> ? M : never;

/** What to read, and how long it is waited for. */
export interface WholeReading extends Omit<OrderedStart, 'bufferMessages'> {
  readonly bufferMessages?: number;
  /** Nothing came for so long: it is given up. */
  readonly patienceMs?: number;
}

/** Nothing came any more before the end: what was counted may be gone by age, or destroyed. */
export class EndNotReached extends Error {
  override readonly name = 'EndNotReached';
}

/**
 * Reads what lies there now, in order; `take` answers true where that is enough. Throws what the
 * engine answers, and `EndNotReached`.
 */
export async function readToEnd(
  bus: Pick<Bus, 'js' | 'connected'>,
  wanted: WholeReading,
  take: (message: ReadMessage) => boolean | void,
): Promise<void> {
  const { bufferMessages = BUFFER_MESSAGES, patienceMs = PATIENCE_MS, ...start } = wanted;
  const reading = await readInOrder(bus, { ...start, bufferMessages });
  const patience = setTimeout(() => void reading.close(), patienceMs);
  try {
    if (reading.pending === 0) return;
    let read = 0;
    for await (const message of reading.messages) {
      patience.refresh();
      read++;
      if (take(message) === true || read >= reading.pending || message.info.pending === 0) return;
    }
    throw new EndNotReached(`${start.filter} was not read to its end`);
  } finally {
    clearTimeout(patience);
    await reading.close();
  }
}
