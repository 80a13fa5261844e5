import type { Bus } from '../connection.js';
import { LEASES } from '../ownership/lease-message.js';

const ASKED_TIMES = 5;
const WITHIN_MS = 2_000;

/** How a clock stands beside the engine's. */
export interface ClockDifference {
  /** It is so far ahead of the engine's; below 0: behind. */
  readonly aheadMs: number;
  /** That may be wrong by so much: half of the shortest way there and back. */
  readonly uncertainMs: number;
}

/**
 * Compares a clock (milliseconds since the epoch) with the engine's, which stamps what it tells of a
 * stream; the quickest of five answers counts. undefined: the stream of leases is missing.
 */
export async function engineClock(
  { nc }: Pick<Bus, 'nc'>,
  nowMs: () => number,
): Promise<ClockDifference | undefined> {
  let best: ClockDifference | undefined;
  for (let time = 0; time < ASKED_TIMES; time++) {
    const sent = nowMs();
    const answer = await nc.request(`$JS.API.STREAM.INFO.${LEASES}`, '', { timeout: WITHIN_MS });
    const came = nowMs();
    const { ts } = answer.json<{ readonly ts?: string }>();
    if (ts === undefined) return undefined;
    const uncertainMs = (came - sent) / 2;
    if (best !== undefined && best.uncertainMs <= uncertainMs) continue;
    best = { aheadMs: (sent + came) / 2 - Date.parse(ts), uncertainMs };
  }
  return best;
}
