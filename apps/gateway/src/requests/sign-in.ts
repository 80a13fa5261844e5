import type { CommandClient } from '@liaison/bus';
import {
  type Clock,
  type CommandReply,
  type CommandResult,
  type RpcParams,
  refusal,
} from '@liaison/contracts';
import type { Bearer, Tokens } from '../identity/tokens.js';
import type { Viewers } from '../screens/viewers.js';
import { ask } from './forward.js';
import type { Request } from './request.js';

export interface SignInTools {
  readonly commands: CommandClient;
  readonly tokens: Tokens;
  readonly clock: Pick<Clock, 'steadyMs'>;
  readonly viewers: Pick<Viewers, 'judge'>;
}

type TokensTold = CommandResult<'auth', 'auth.login'>;

/** `auth.login` and `auth.refresh`: on a connection the new token takes the place of its old one. */
export async function signIn(tools: SignInTools, request: Request): Promise<CommandReply> {
  const { connection, method, params, correlation } = request;
  const reply = await tools.commands.request('auth', method, {
    command: correlation,
    actor: connection.actor,
    correlation,
    data: params,
  });
  // Tokens that were made and lost in between open nothing; one logs in again.
  if ('unknown' in reply) return { refused: refusal('unavailable') };
  if ('refused' in reply) return reply;
  const { token } = reply.accepted.result as unknown as TokensTold;
  const bearer = await tools.tokens.verify(token);
  if ('refused' in bearer) return bearer;
  if (connection.phase === 'connected' && connection.user !== bearer.user) {
    return { refused: refusal('not-permitted') };
  }
  if (connection.phase === 'open' || connection.phase === 'connected') {
    adopt(tools, request, bearer);
    connection.familyAt = reply.accepted.sequence ?? 0;
    // The login may have been revoked while its token was on its way.
    if (connection.phase === 'connected') tools.viewers.judge(connection);
  }
  return reply;
}

/** From now on the connection is there by this token. */
function adopt(tools: SignInTools, { connection, method }: Request, bearer: Bearer): void {
  const { user, family, endsMs } = bearer;
  connection.user = user;
  connection.family = family;
  connection.tokenEndsMs = endsMs;
  if (method === 'auth.login') connection.login = { user, atMs: tools.clock.steadyMs() };
}

/** `terminal.enrol`: for whom its token is; on a connection, its own user. */
export async function enrol(tools: SignInTools, request: Request): Promise<CommandReply> {
  const { connection } = request;
  const { token } = request.params as RpcParams<'terminal.enrol'>;
  const bearer = await tools.tokens.verify(token);
  if ('refused' in bearer) return bearer;
  if (connection.phase === 'connected' && connection.user !== bearer.user) {
    return { refused: refusal('not-permitted') };
  }
  if (connection.phase === 'open' || connection.phase === 'passing') connection.user = bearer.user;
  return ask(tools.commands, request, bearer.user, { family: bearer.family });
}
