import { type Bus, type CommandClient, isBusAway } from '@liaison/bus';
import {
  type CommandReply,
  type RpcParams,
  type StrangerAnswer,
  type StrangerQuestion,
  refusal,
} from '@liaison/contracts';
import type { UserId } from '@liaison/domain';
import type { Viewers } from '../screens/viewers.js';
import { ask } from './forward.js';
import { onGrid } from './grid.js';
import type { Request } from './request.js';

/** How long the owner of the asker's partition is waited for. */
const COUNT_TIMEOUT_MS = 3_000;

export interface LookupTools {
  readonly bus: Pick<Bus, 'requests' | 'subjects'>;
  readonly commands: CommandClient;
  readonly viewers: Viewers;
}

/**
 * `connectability.get`: about a contact at once; about anybody else counted before any look-up, and
 * answered on a grid, so that the time it took says nothing (claim 4: hidden equals non-existent).
 */
export async function lookUp(tools: LookupTools, request: Request): Promise<CommandReply> {
  const { user } = request.connection;
  const { user: about } = request.params as RpcParams<'connectability.get'>;
  if (about === user || tools.viewers.isContact(user, about)) {
    return ask(tools.commands, request, user);
  }
  const waitMs = await countedBy(tools.bus, user, about);
  if (waitMs !== undefined && waitMs > 0) {
    return { refused: refusal('too-many-requests', { retryAfterMs: Math.ceil(waitMs) }) };
  }
  const reply =
    waitMs === undefined
      ? { refused: refusal('unavailable') }
      : await ask(tools.commands, request, user);
  await onGrid(request.arrivedMs);
  return reply;
}

/** Counted for all gateways by the owner of the asker's partition; undefined: nobody answers. */
async function countedBy(
  bus: LookupTools['bus'],
  user: UserId,
  about: UserId,
): Promise<number | undefined> {
  const question = JSON.stringify({ about } satisfies StrangerQuestion);
  try {
    const answer = await bus.requests.request(bus.subjects.strangers(user), question, {
      timeoutMs: COUNT_TIMEOUT_MS,
    });
    return answer.json<StrangerAnswer>().waitMs;
  } catch (error) {
    if (isBusAway(error)) return undefined;
    throw error;
  }
}
