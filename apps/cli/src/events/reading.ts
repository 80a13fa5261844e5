import { type Bus, type OrderedStart, readInOrder, readToEnd } from '@liaison/bus';
import type { EngineTimes, Fact } from '@liaison/contracts';

/** A message of a stream, as much as is wanted of it. */
export interface Read {
  readonly subject: string;
  readonly sequence: number;
  /** When the engine took it, by our clock. */
  readonly at: Date;
  readonly body: Uint8Array;
  readonly headers: readonly (readonly [string, readonly string[]])[];
}

/** Which messages of which stream. */
export interface Wanted {
  readonly stream: string;
  readonly subject: string;
}

/** Asked for at once. */
const CHUNK = 1_000;
/** A window grows by this until enough of what is wanted lies in it, or all of the stream. */
const GROWTH = 8;
const WINDOWS_MAX = 16;

/** The last messages on a subject, oldest first, without reading the stream from its beginning. */
export async function readBack(bus: Bus, wanted: Wanted, max: number): Promise<readonly Read[]> {
  const { first_seq: first, last_seq: last } = (await bus.jsm.streams.info(wanted.stream)).state;
  const whole = Math.max(first, 1);
  for (let n = 0, window = max; n < WINDOWS_MAX; n++, window *= GROWTH) {
    const from = Math.max(whole, last - window + 1);
    const found = await readFrom(bus, wanted, from, max);
    if (found.length === max || from === whole) return found;
  }
  return readFrom(bus, wanted, whole, max);
}

/** All messages on a subject that the engine took since an instant. */
export function readSince(bus: Bus, wanted: Wanted, since: Date): Promise<readonly Read[]> {
  const sinceMs = bus.times.toEngine(since.getTime());
  return readFrom(bus, wanted, { sinceMs }, Number.POSITIVE_INFINITY);
}

/**
 * The messages on a subject after a place and up to another, oldest first, as they are read; over losses
 * of the engine, and for as long as whoever takes them needs.
 */
export async function* readOn(
  bus: Bus,
  { stream, subject }: Wanted,
  after: number,
  upTo: number,
): AsyncIterable<Read> {
  if (after >= upTo) return;
  const start = { stream, filter: subject, from: after + 1, bufferMessages: CHUNK };
  const reading = await readInOrder(bus, start);
  try {
    if (reading.pending === 0) return;
    for await (const message of reading.messages) {
      if (message.seq > upTo) return;
      yield readMessage(message, bus.times);
      if (message.seq === upTo || message.info.pending === 0) return;
    }
  } finally {
    await reading.close();
  }
}

/** Of those from a place or a moment on, the last so many. */
async function readFrom(
  bus: Bus,
  { stream, subject }: Wanted,
  from: OrderedStart['from'],
  keep: number,
): Promise<readonly Read[]> {
  const found: Read[] = [];
  const wanted = { stream, filter: subject, from, bufferMessages: CHUNK };
  await readToEnd(bus, wanted, (message) => {
    found.push(readMessage(message, bus.times));
    if (found.length > keep) found.shift();
  });
  return found;
}

/** As the client gives a message of a stream. */
interface ClientMessage {
  readonly subject: string;
  readonly seq: number;
  readonly time: Date;
  readonly data: Uint8Array;
  readonly headers?: Iterable<readonly [string, readonly string[]]> | undefined;
}

export function readMessage(message: ClientMessage, times: EngineTimes): Read {
  const { subject, seq, time, data, headers } = message;
  const at = new Date(times.fromEngine(time.getTime()));
  return { subject, sequence: seq, at, body: data, headers: [...(headers ?? [])] };
}

/** A message of a stream of facts. */
export function factOf({ body }: Read): Fact {
  return JSON.parse(Buffer.from(body).toString('utf8')) as Fact;
}
