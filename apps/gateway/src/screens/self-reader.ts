import { type Bus, pause } from '@liaison/bus';
import type { SelfDocument } from '@liaison/contracts';
import type { UserId } from '@liaison/domain';

/** One question waits so long; a new owner of the partition may have to be found meanwhile. */
const ASK_TIMEOUT_MS = 3_000;
const ASK_PAUSE_MS = 100;

/** SELF could not be had in time. */
export class SelfAway extends Error {
  override readonly name = 'SelfAway';
}

export interface SelfQuestion {
  readonly user: UserId;
  /** FACTS sequence that must have been folded. */
  readonly atLeast: number;
  /** Monotonic instant to give up at. */
  readonly untilMs: number;
  readonly signal: AbortSignal;
}

/** Asks the owner of the user's partition until it answers; throws `SelfAway`. */
export async function askSelf(
  bus: Pick<Bus, 'requests' | 'subjects'>,
  question: SelfQuestion,
): Promise<SelfDocument> {
  const { user, atLeast, untilMs, signal } = question;
  const subject = bus.subjects.selfGet(user);
  const payload = JSON.stringify({ atLeast });
  let failure: unknown;
  while (performance.now() < untilMs && !signal.aborted) {
    try {
      const message = await bus.requests.request(subject, payload, { timeoutMs: ASK_TIMEOUT_MS });
      const self = JSON.parse(message.string()) as SelfDocument;
      if (self.src >= atLeast) return self;
    } catch (error) {
      failure = error;
    }
    await pause(ASK_PAUSE_MS, signal);
  }
  throw new SelfAway(`nobody says what ${user} has`, { cause: failure });
}
