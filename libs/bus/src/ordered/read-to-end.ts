import type { Bus } from '../connection.js';
import { type OrderedReading, type OrderedStart, readInOrder } from './ordered.js';

const BUFFER_MESSAGES = 256;
/** Nothing was read for so long: it is read again from the beginning. */
const PATIENCE_MS = 20_000;

/** A message of an ordered reading. */
export type ReadMessage = OrderedReading['messages'] extends AsyncIterable<infer M> ? M : never;

/**
 * Reads what lies there now, in order; `take` answers true where that is enough. Throws what the
 * engine answers, and where it could not be read to its end.
 */
export async function readToEnd(
  bus: Pick<Bus, 'js' | 'connected'>,
  start: Omit<OrderedStart, 'bufferMessages'>,
  take: (message: ReadMessage) => boolean | void,
): Promise<void> {
  const reading = await readInOrder(bus, { ...start, bufferMessages: BUFFER_MESSAGES });
  // What was counted may be gone before it is read.
  const patience = setTimeout(() => void reading.close(), PATIENCE_MS);
  try {
    if (reading.pending === 0) return;
    let read = 0;
    for await (const message of reading.messages) {
      patience.refresh();
      read++;
      if (take(message) === true || read >= reading.pending || message.info.pending === 0) return;
    }
    throw new Error(`${start.filter} was not read to its end`);
  } finally {
    clearTimeout(patience);
    await reading.close();
  }
}
