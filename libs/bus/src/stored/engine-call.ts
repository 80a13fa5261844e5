import type { Bus } from '../connection.js';

const TIMEOUT_MS = 5_000;

/** What the engine answers about itself: what was asked for, or `error`. */
export interface EngineAnswer {
  /** Of a stream; `subjects` where they were asked for: how many messages each has, a page of them. */
  readonly state?: {
    readonly last_seq: number;
    readonly subjects?: Readonly<Record<string, number>>;
  };
  /** How many subjects there are on all pages. */
  readonly total?: number;
  /** One that lies in a stream; headers and data in base64. */
  readonly message?: {
    readonly subject: string;
    readonly seq: number;
    readonly hdrs?: string;
    readonly data?: string;
    readonly time: string;
  };
  /** A message was deleted. */
  readonly success?: boolean;
  /** Of a durable: all up to here is acknowledged, nothing after here was handed over. */
  readonly ack_floor?: { readonly stream_seq: number };
  readonly delivered?: { readonly stream_seq: number };
  /** Of a durable: not handed over yet; handed over and not acknowledged. */
  readonly num_pending?: number;
  readonly num_ack_pending?: number;
  readonly error?: { readonly err_code?: number; readonly description?: string };
}

/**
 * Asks the engine about itself (`STREAM.INFO.FACTS`): the leader of what is named answers. Throws what
 * `Requests` throws.
 */
export async function callEngine(
  bus: Pick<Bus, 'requests'>,
  call: string,
  body?: object,
): Promise<EngineAnswer> {
  const payload = body === undefined ? '' : JSON.stringify(body);
  const wait = { timeoutMs: TIMEOUT_MS };
  const reply = await bus.requests.request(`$JS.API.${call}`, payload, wait);
  return JSON.parse(reply.string()) as EngineAnswer;
}
