import type { CommandClient } from '@liaison/bus';
import {
  type CommandReply,
  type JsonObject,
  commandDataOf,
  refusal,
  rpcMethod,
} from '@liaison/contracts';
import type { UserId } from '@liaison/domain';
import { refusalAnswer, resultAnswer } from '../messages/answers.js';
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
  const { id, replyTo } = request;
  if ('accepted' in reply) {
    replyTo.answer(resultAnswer(id, JSON.stringify(reply.accepted.result)));
    return 'accepted';
  }
  if ('refused' in reply) {
    replyTo.answer(refusalAnswer(id, reply.refused));
    return 'refused';
  }
  replyTo.answer(refusalAnswer(id, refusal('outcome-unknown'), reply.unknown));
  return 'unknown';
}
