import type { CommandClient } from '@liaison/bus';
import { type CommandReply, type JsonObject, commandDataOf, rpcMethod } from '@liaison/contracts';
import type { UserId } from '@liaison/domain';
import { accept, leaveOpen, refuse } from './answering.js';
import type { Request, RequestOutcome } from './request.js';

/** Asks the app that answers the method, for a user; `known`: what only the gateway knows. */
export function ask(
  commands: CommandClient,
  request: Request,
  user: UserId,
  known: JsonObject = {},
): Promise<CommandReply> {
  const { method, params, connection, correlation, command } = request;
  return commands.request(rpcMethod(method).answeredBy, method, {
    ...(command === undefined ? {} : { command }),
    actor: connection.actor,
    correlation,
    data: { ...commandDataOf(method, params, user), ...known },
  });
}

/** Tells a terminal what a command came to; answers how to count it. */
export function tell(request: Request, reply: CommandReply): RequestOutcome {
  if ('accepted' in reply) return accept(request, JSON.stringify(reply.accepted.result));
  if ('refused' in reply) return refuse(request, reply.refused);
  return leaveOpen(request, reply.unknown);
}
