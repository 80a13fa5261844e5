import type { Bus } from '@liaison/bus';
import type { SelfDocument } from '@liaison/contracts';
import type { UserId } from '@liaison/domain';
import { CommandFailed } from './failure.js';

const PATIENCE_MS = 20_000;

/**
 * A user's SELF, from the owner of their partition; where there is none at the moment, from the next
 * one. Throws `CommandFailed` after 20 s without any.
 */
export async function askSelf(bus: Bus, user: UserId): Promise<SelfDocument> {
  const { OwnerAway, askOwner } = await import('@liaison/bus/client');
  const subject = bus.subjects.selfGet(user);
  const question = { subject, payload: '{}', patienceMs: PATIENCE_MS };
  try {
    return await askOwner(bus, question, (answer) => JSON.parse(answer) as SelfDocument);
  } catch (error) {
    throw error instanceof OwnerAway ? nobody(user) : error;
  }
}

function nobody(user: UserId): CommandFailed {
  return new CommandFailed(
    `nobody answers for ${user}: availability does not run, or cannot load their partition`,
    'see that it runs and what its log says, then try again',
    'unavailable',
  );
}
