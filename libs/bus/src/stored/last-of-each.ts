import type { Bus } from '../connection.js';
import { StreamUnreadable } from '../errors.js';
import { type StoredMessage, readNear } from './stored-message.js';

/** Subjects of one read; the engine takes 1,024. */
export const LAST_OF_EACH_MAX = 1_000;
const TIMEOUT_MS = 2_000;
const END_OF_BATCH = 204;
const NO_RESULTS = 404;

/** The last messages of many subjects, of one moment. */
export interface LastOfEach {
  /** Of the subjects that have any. */
  readonly messages: readonly StoredMessage[];
  /** That moment: up to this sequence of the stream; 0: it is not said, since none has any. */
  readonly upTo: number;
}

/**
 * The last message of each subject (at most `LAST_OF_EACH_MAX`) by whichever server is near, which may
 * be behind: see `upTo`. Throws `StreamUnreadable`, and what the connection throws.
 */
export async function lastOfEach(
  bus: Pick<Bus, 'nc'>,
  stream: string,
  subjects: readonly string[],
): Promise<LastOfEach> {
  const messages: StoredMessage[] = [];
  const wanted = JSON.stringify({ multi_last: subjects });
  const replies = await bus.nc.requestMany(`$JS.API.DIRECT.GET.${stream}`, wanted, {
    strategy: 'sentinel',
    maxWait: TIMEOUT_MS,
  });
  for await (const reply of replies) {
    if (reply.headers?.code === END_OF_BATCH) {
      return { messages, upTo: Number(reply.headers.get('Nats-UpTo-Sequence')) };
    }
    if (reply.headers?.code === NO_RESULTS) return { messages, upTo: 0 };
    const message = readNear(stream, reply);
    if (message !== undefined) messages.push(message);
  }
  throw new StreamUnreadable(stream, 'the read was not finished in time');
}
