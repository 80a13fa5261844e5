import { setTimeout as pause } from 'node:timers/promises';
import type { CommandClient } from '@liaison/bus';
import { type CommandReply, type RpcParams, refusal } from '@liaison/contracts';
import type { Viewers } from '../screens/viewers.js';
import { ask } from './forward.js';
import type { Request } from './request.js';
import { type Strangers, toGridMs } from './strangers.js';

export interface LookupTools {
  readonly commands: CommandClient;
  readonly viewers: Viewers;
  readonly strangers: Strangers;
}

/** A reply, and when the caller may try again where it was limited. */
export interface Lookup {
  readonly reply: CommandReply;
  readonly retryAfterMs?: number;
}

/**
 * `connectability.get`: about a contact at once; about anybody else counted before any look-up, and
 * answered on a grid, so that the time it took says nothing (claim 4: hidden equals non-existent).
 */
export async function lookUp(tools: LookupTools, request: Request): Promise<Lookup> {
  const { user } = request.connection;
  const { user: about } = request.params as RpcParams<'connectability.get'>;
  if (about === user || tools.viewers.isContact(user, about)) {
    return { reply: await ask(tools.commands, request, user) };
  }
  const waitMs = tools.strangers.ask(user, about, request.arrivedMs);
  if (waitMs > 0) {
    return { reply: { refused: refusal('too-many-requests') }, retryAfterMs: Math.ceil(waitMs) };
  }
  const reply = await ask(tools.commands, request, user);
  await pause(toGridMs(request.arrivedMs, performance.now()));
  return { reply };
}
