import { type Bus, readInOrder } from '@liaison/bus';
import type { UserId } from '@liaison/domain';

const STREAM = 'SHOWN';
const BUFFER_MESSAGES = 500;
/** Messages destroyed at once. */
const AT_ONCE = 64;

/**
 * Destroys the records of what was told about a user, their bytes overwritten. Throws what the engine
 * answers; called again it goes on.
 */
export async function eraseShown(bus: Bus, user: UserId): Promise<void> {
  const reading = await readInOrder(bus, {
    stream: STREAM,
    filter: bus.subjects.shown(user),
    from: 1,
    headersOnly: true,
    bufferMessages: BUFFER_MESSAGES,
  });
  try {
    if (reading.pending === 0) return;
    let some: Promise<unknown>[] = [];
    for await (const { seq, info } of reading.messages) {
      some.push(bus.jsm.streams.deleteMessage(STREAM, seq, true));
      if (some.length < AT_ONCE && info.pending > 0) continue;
      await Promise.all(some);
      some = [];
      if (info.pending === 0) return;
    }
  } finally {
    await reading.close();
  }
}
