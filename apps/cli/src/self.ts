import { setTimeout as pause } from 'node:timers/promises';
import type { Bus } from '@liaison/bus';
import type { Refusal, SelfDocument } from '@liaison/contracts';
import type { UserId } from '@liaison/domain';
import { CommandFailed } from './failure.js';

const ANSWER_WITHIN_MS = 5_000;
/** A partition whose owner was killed has another one after its lease and a load. */
const TRIED_FOR_MS = 20_000;
const PAUSE_MS = 200;

/**
 * A user's SELF, from the owner of their partition; where there is none at the moment, from the next
 * one. Throws `CommandFailed` after 20 s without any.
 */
export async function askSelf(
  bus: Bus,
  user: UserId,
): Promise<SelfDocument | { readonly refused: Refusal }> {
  const { isBusAway } = await import('@liaison/bus/client');
  const until = performance.now() + TRIED_FOR_MS;
  for (;;) {
    try {
      const subject = bus.subjects.selfGet(user);
      const answer = await bus.requests.request(subject, '{}', { timeoutMs: ANSWER_WITHIN_MS });
      return answer.json<SelfDocument | { readonly refused: Refusal }>();
    } catch (error) {
      if (!isBusAway(error) || bus.nc.isClosed()) throw error;
      if (performance.now() > until) throw nobody(user);
      await pause(PAUSE_MS);
    }
  }
}

function nobody(user: UserId): CommandFailed {
  return new CommandFailed(
    `nobody answers for ${user}: availability does not run, or cannot load their partition`,
    'see that it runs and what its log says, then try again',
    'unavailable',
  );
}
