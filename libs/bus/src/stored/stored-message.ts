import { type Msg, type MsgHdrs, MsgHdrsImpl } from '@nats-io/transport-node';
import type { Bus } from '../connection.js';
import { StreamUnreadable } from '../errors.js';
import { type EngineAnswer, callEngine } from './engine-call.js';

const TIMEOUT_MS = 5_000;
const NOT_FOUND = 404;
/** There is no such message (any more). */
const NO_MESSAGE = 10_037;

/** A message of a stream as the engine hands it out. */
export interface StoredMessage {
  readonly subject: string;
  readonly sequence: number;
  /** RFC 3339, nanoseconds. */
  readonly recorded: string;
  readonly headers: MsgHdrs | undefined;
  readonly body: Uint8Array;
}

/** Which message: the last of a subject, one by its place, the first under a filter from there on. */
export type Wanted =
  | { readonly last_by_subj: string }
  | { readonly seq: number; readonly next_by_subj?: string }
  | { readonly start_time: string; readonly next_by_subj: string };

/**
 * A message by whichever server is near, which may be behind; undefined: it has none. Throws
 * `StreamUnreadable`, and what `Requests` throws.
 */
export async function storedNear(
  bus: Pick<Bus, 'requests'>,
  stream: string,
  wanted: Wanted,
): Promise<StoredMessage | undefined> {
  const at = `$JS.API.DIRECT.GET.${stream}`;
  const wait = { timeoutMs: TIMEOUT_MS };
  const reply =
    'last_by_subj' in wanted
      ? await bus.requests.request(`${at}.${wanted.last_by_subj}`, '', wait)
      : await bus.requests.request(at, JSON.stringify(wanted), wait);
  return readNear(stream, reply);
}

/**
 * A message by the stream's leader: what was acknowledged before is seen. undefined: there is none.
 * Throws `StreamUnreadable`, and what `Requests` throws.
 */
export async function storedAtLeader(
  bus: Pick<Bus, 'requests'>,
  stream: string,
  wanted: Wanted,
): Promise<StoredMessage | undefined> {
  const { message, error } = await callEngine(bus, `STREAM.MSG.GET.${stream}`, wanted);
  if (message !== undefined) return readAtLeader(message);
  if (error?.err_code === NO_MESSAGE) return undefined;
  throw new StreamUnreadable(stream, error?.description ?? 'no answer');
}

/** What a server that was asked directly answers: a message, or that there is none. */
export function readNear(stream: string, { headers, data }: Msg): StoredMessage | undefined {
  if (headers === undefined) throw new StreamUnreadable(stream, 'no direct answer');
  if (headers.code === NOT_FOUND) return undefined;
  if (headers.code !== 0) throw new StreamUnreadable(stream, headers.status);
  return {
    subject: headers.get('Nats-Subject'),
    sequence: Number.parseInt(headers.get('Nats-Sequence'), 10),
    recorded: headers.get('Nats-Time-Stamp'),
    headers,
    body: data,
  };
}

function readAtLeader({
  subject,
  seq,
  time,
  hdrs,
  data,
}: NonNullable<EngineAnswer['message']>): StoredMessage {
  return {
    subject,
    sequence: seq,
    recorded: time,
    headers: hdrs === undefined ? undefined : MsgHdrsImpl.decode(Buffer.from(hdrs, 'base64')),
    body: Buffer.from(data ?? '', 'base64'),
  };
}

/** The JSON a message holds. Throws `SyntaxError`. */
export function jsonOf({ body }: Pick<StoredMessage, 'body'>): unknown {
  return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString());
}
