import type { Bus } from '../connection.js';
import { OwnerAway, isBusAway } from '../errors.js';
import { pause } from '../pause.js';

/** One question waits so long; a new owner of the partition may have to be found meanwhile. */
const ANSWER_WITHIN_MS = 3_000;
const AGAIN_MS = 100;

/** What is asked of whoever owns a partition: it is asked more than once, so it acts once. */
export interface OwnerQuestion {
  readonly subject: string;
  readonly payload: string;
  /** How long it is asked for. A partition whose owner was killed has another after its lease and a load. */
  readonly patienceMs: number;
  /** Ends it early. */
  readonly signal?: AbortSignal;
}

/**
 * Asks until somebody answers something that `take` takes (undefined: ask again). Throws `OwnerAway`,
 * and where our own connection is closed what that says.
 */
export async function askOwner<T>(
  bus: Pick<Bus, 'requests' | 'nc'>,
  question: OwnerQuestion,
  take: (answer: string) => T | undefined,
): Promise<T> {
  const { subject, payload, patienceMs, signal = new AbortController().signal } = question;
  const untilMs = performance.now() + patienceMs;
  let cause: unknown;
  while (performance.now() < untilMs && !signal.aborted) {
    try {
      const reply = await bus.requests.request(subject, payload, { timeoutMs: ANSWER_WITHIN_MS });
      const taken = take(reply.string());
      if (taken !== undefined) return taken;
    } catch (error) {
      if (!isBusAway(error) || bus.nc.isClosed()) throw error;
      cause = error;
    }
    await pause(AGAIN_MS, signal);
  }
  throw new OwnerAway(`nobody answers on ${subject}`, { cause });
}
