import { type Bus, BusAway, RequestTimedOut } from '@liaison/bus';

/** A page is this many messages and about this many bytes at most. */
const PAGE_MESSAGES_MAX = 1_024;
const PAGE_BYTES_MAX = 4 * 1024 * 1024;
const PAGE_TIMEOUT_MS = 10_000;
const NOT_FOUND = 404;

/** A message as it lies in a stream. */
export interface StoredMessage {
  readonly subject: string;
  readonly sequence: number;
  readonly data: Uint8Array;
}

/**
 * The next messages of a stream whose subjects match `filter`, from a sequence on, in order. Any
 * server of the stream may answer, also one that is behind. Throws `BusAway` or `RequestTimedOut`.
 */
export async function readPage(
  bus: Pick<Bus, 'jsm'>,
  stream: string,
  filter: string,
  from: number,
): Promise<StoredMessage[]> {
  const found: StoredMessage[] = [];
  let reading: { stop(): void } | undefined;
  const failure = await new Promise<unknown>((resolve) => {
    const late = setTimeout(() => {
      resolve(new RequestTimedOut(`a page of ${stream} did not arrive`));
      reading?.stop();
    }, PAGE_TIMEOUT_MS);
    const end = (reason: unknown): void => {
      clearTimeout(late);
      resolve(reason);
    };
    const read = async (): Promise<void> => {
      reading = await bus.jsm.direct.getBatch(stream, {
        seq: from,
        next_by_subj: filter,
        batch: PAGE_MESSAGES_MAX,
        max_bytes: PAGE_BYTES_MAX,
        callback: (done, { subject, seq, data }) => {
          if (done === null) found.push({ subject, sequence: seq, data });
          else end(done.err);
        },
      });
    };
    read().catch(end);
  });
  if (failure === undefined || codeOf(failure) === NOT_FOUND) return found;
  if (failure instanceof RequestTimedOut) throw failure;
  throw new BusAway(`a page of ${stream} cannot be read`, { cause: failure });
}

function codeOf(failure: unknown): unknown {
  return typeof failure === 'object' && failure !== null ? Reflect.get(failure, 'code') : undefined;
}
