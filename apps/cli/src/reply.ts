import type { CommandReply, JsonObject } from '@liaison/contracts';
import { CommandFailed } from './failure.js';
import { type Asked, remedyFor } from './remedies.js';

/** The result of what was accepted; throws `CommandFailed` for a refusal or an unknown outcome. */
export function resultOf(reply: CommandReply, asked: Asked): JsonObject {
  if ('accepted' in reply) return reply.accepted.result;
  if ('refused' in reply) {
    const { code, message, fix, field, faults = [] } = reply.refused;
    // Many messages begin with the place already.
    const isSaid = field === undefined || message.startsWith(`${field}: `);
    const where = isSaid ? '' : ` at ${field}`;
    const each = faults.map((fault) => `\n  ${fault.field || 'the whole'}: ${fault.message}`);
    throw new CommandFailed(
      `${code}${where}: ${message}${each.join('')}`,
      remedyFor(code, asked, fix),
      code,
      reply.refused,
    );
  }
  const { command } = reply.unknown;
  throw new CommandFailed(
    'outcome-unknown: no answer came, the change may have happened',
    `repeat it with --command ${command ?? ''}: it never acts twice`,
    'outcome-unknown',
  );
}
