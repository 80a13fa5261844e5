import type { Bus } from '@liaison/bus';
import { type Read, type Wanted, readMessage } from '../events/reading.js';

/** Hears every message stored on a subject from now on; answers what ends it. */
export async function follow(
  bus: Bus,
  { stream, subject }: Wanted,
  hear: (message: Read) => void,
): Promise<() => unknown> {
  const consumer = await bus.js.consumers.get(stream, {
    filter_subjects: subject,
    deliver_policy: 'new',
  });
  const messages = await consumer.consume({
    callback: (message) => hear(readMessage(message, bus.times)),
  });
  return () => messages.close();
}
